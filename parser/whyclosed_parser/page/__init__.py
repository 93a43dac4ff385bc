"""The page: what stands where. Knows no layout and no word; what is never read comes as an argument."""
