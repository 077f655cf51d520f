"""Administration: what spans rooms, the configuration of a town out, in, compared and taken back. It owns no tables."""
