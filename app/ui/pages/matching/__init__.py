"""推荐: jobs and courses for one person, and what came of what was recommended."""
