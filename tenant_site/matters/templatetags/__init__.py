"""Tags of the pages that show what stands beside entries."""
