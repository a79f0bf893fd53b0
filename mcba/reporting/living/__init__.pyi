from mcba.reporting.living.content import playable as playable
from mcba.reporting.living.page import living_page as living_page
