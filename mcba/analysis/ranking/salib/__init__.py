"""SALib behind guards: its analysers as methods of ranking, our indices checked by it, and studies as its problems.

calling   SALib called without traces      designs   its designed analysers      given   those of the worlds at hand
checks    our indices computed again       problems  a study as a ProblemSpec    specification   the class of that

SALib is imported where it is called, and nothing else of mcba needs it.
"""
