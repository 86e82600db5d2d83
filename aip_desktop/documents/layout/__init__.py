"""Blocks, pages and fonts: how a paper is laid out."""
