"""Recommending jobs and courses: hard gates first, then published weights, every step in words."""
