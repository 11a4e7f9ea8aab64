"""Every picture, one function and file each: `ax` in, `Axes` out; none shows, saves or closes."""
