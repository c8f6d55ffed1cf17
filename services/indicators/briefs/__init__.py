"""The morning brief: one page for the region's head, from what events told and figures say."""
