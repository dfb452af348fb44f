"""The neutral document and what its sentences, tables and charts are made of."""
