"""The year's report: counters become tables, small numbers are hidden, and a page is made. Pure."""
