from mcba.workbook.files.limits import Limits as Limits
from mcba.workbook.files.reading import read_book as read_book
