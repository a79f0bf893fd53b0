from mcba.reporting.delivery.ranking_files import save_calibrations as save_calibrations, save_ranking as save_ranking
from mcba.reporting.delivery.reports import report as report, write_page as write_page
