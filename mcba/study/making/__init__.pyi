from mcba.study.making.keywords import Input as Input
from mcba.study.making.numbers import Stated as Stated, stated_of as stated_of
from mcba.study.making.studies import study_from as study_from
