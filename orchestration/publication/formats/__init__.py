"""The neutral document as HTML, PDF, DOCX and XLSX."""
