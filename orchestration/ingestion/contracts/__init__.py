"""Contracts: what a delivery of each kind must look like, and the raw tables that follow from them."""
