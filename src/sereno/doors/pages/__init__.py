"""The pages as HTML, and the files they need; each view renders one template with plain values."""
