from mcba.workbook.files.reading import read_book as read_book
