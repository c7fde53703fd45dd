"""岗位与培训: employers, jobs, institutions, courses, sessions, and the days of a class."""
