from benchmarks.quarter.office import Wrong
class Deck:
    def __init__(self, *a): pass
    def deal(self, plan, office): return Wrong()
