"""Shifts of the room's agencies: who is on duty when, and what one shift hands to the next."""
