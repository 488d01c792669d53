"""Where an act is done: told sites, sites that follow from the structures aimed at, sides and regions."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import URIRef

from reasoner.inference.classes import ClassRules
from reasoner.inference.truth import Truth
from reasoner.model.case import Act
from reasoner.vocabulary import GUIDE

LEFT = GUIDE["side-left"]
RIGHT = GUIDE["side-right"]
BILATERAL = GUIDE["side-bilateral"]
_IN_REGION = GUIDE.inRegion


@dataclass(frozen=True, slots=True)
class Places:
    """The sites of an act: surely treated, and possibly (a superset). Nothing told: `told` is False."""

    sure: frozenset[URIRef] = frozenset()
    possible: frozenset[URIRef] = frozenset()
    told: bool = False
    side: URIRef | None = None


class Atlas:
    """The sites of the ontology with the structures that supply them and the regions they lie in."""

    def __init__(self, rules: ClassRules) -> None:
        self._rules = rules
        self._regions: dict[URIRef, tuple[URIRef, ...]] = {}
        self._midline = frozenset(rules.below(GUIDE.MidlineSite))
        self._supply = {
            site: frozenset(structures)
            for site in sorted(rules.below(GUIDE.Site))
            if (structures := rules.values(site, GUIDE.suppliedBy))
        }

    def of(self, act: Act) -> Places:
        """The sites of an act.

        A site all of whose structures are named is surely treated. A structure that no surely treated site
        accounts for makes the sites that it supplies possible. Sites of the midline are treated as a whole:
        a side that is not told leaves nothing open there.
        """
        aimed = frozenset(act.structures)
        sure = frozenset(act.sites) | {
            site for site, structures in self._supply.items() if structures <= aimed
        }
        accounted = frozenset().union(*(self._supply.get(site, frozenset()) for site in sure))
        possible = set(sure)
        for structure in aimed - accounted:
            possible.update(site for site, structures in self._supply.items() if structure in structures)
        whole = act.side is None and bool(possible) and possible <= self._midline
        side = BILATERAL if whole else act.side
        return Places(sure, frozenset(possible), bool(act.sites or act.structures), side)

    def regions(self, site: URIRef) -> tuple[URIRef, ...]:
        """The regions that a site lies in, sorted."""
        found = self._regions.get(site)
        if found is None:
            found = self._regions[site] = self._rules.values(site, _IN_REGION)
        return found


def overlap(one: Places, other: Places) -> Truth:
    """Whether two acts share a site on a common side. Where a site or a side is not told, possibly."""
    if not one.told or not other.told:
        sites = Truth.MAYBE
    elif one.sure & other.sure:
        sites = Truth.YES
    else:
        sites = Truth.MAYBE if one.possible & other.possible else Truth.NO
    return min(sites, sides_meet(one.side, other.side))


def covers(whole: Places, part: Places) -> Truth:
    """Whether one act was done at every site of another, on a common side."""
    if not whole.told or not part.told:
        sites = Truth.MAYBE
    elif part.sure - whole.possible:
        sites = Truth.NO
    else:
        sites = Truth.YES if part.possible <= whole.sure else Truth.MAYBE
    return min(sites, sides_meet(whole.side, part.side))


def sides_meet(one: URIRef | None, other: URIRef | None) -> Truth:
    """Whether two sides have a side in common; both sides meet any side, told or not."""
    if BILATERAL in (one, other):
        return Truth.YES
    if one is None or other is None:
        return Truth.MAYBE
    return Truth.YES if one == other else Truth.NO
