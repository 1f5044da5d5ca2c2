"""The whole home: saved to one file, put back, taken away; a process killed on the way leaves nothing half done."""
