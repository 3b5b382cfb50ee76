"""What a schema holds, object by object, and the script that makes another one like it."""
