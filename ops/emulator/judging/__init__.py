"""Holds every request against AWS's own API models and against the rules that the models lack (`rules/`)."""
