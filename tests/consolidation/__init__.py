"""Releases of many units put together."""
