from mcba.reporting.words.lexicon import languages as languages
