"""What a government keeps an eye on: billboards, assets of its own, cameras. Plain layers."""
