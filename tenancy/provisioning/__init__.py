"""New schemas at once: templates made by real migrations, scripts replayed, a pool kept ready."""
