from mcba.reporting.sections.chapters import Section as Section, chapters_of as chapters_of
from mcba.reporting.sections.writing import Gallery as Gallery, Writing as Writing
