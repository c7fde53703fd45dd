"""Employers, jobs, institutions, courses and sessions: one set of verbs over their declared fields."""
