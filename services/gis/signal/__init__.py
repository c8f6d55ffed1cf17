"""Where there is signal, how each polling station sends its result, and which roads lead to it."""
