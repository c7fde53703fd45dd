"""补贴申请: taking, reviewing, returning."""
