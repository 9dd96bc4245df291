"""What a page shows: explorables, quizzes, tables, pictures, code, checks of exercises."""
