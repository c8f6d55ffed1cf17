"""Recapitulation by level: entered D.Hasil figures beside the sums of the polling stations."""
