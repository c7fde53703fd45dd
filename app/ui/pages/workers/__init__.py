"""登记与查询: one person, one screen."""
