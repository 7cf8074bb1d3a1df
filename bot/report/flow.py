"""A table and its totals as a circulation: each line balances, so what is hidden is bounded by the rest.

Every number is an edge between its row and its column. A cell flows from row to column, a total flows back;
at every node what comes in equals what goes out. What a reader can work out about a hidden number is then
exactly how far a flow can be pushed around it through the other hidden ones.
"""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

Key = tuple[int, int]
Node = Hashable
UNLIMITED = 10**9


@dataclass(frozen=True, slots=True)
class Edge:
    """One published or hidden number, and the two balances it takes part in."""

    tail: Node
    head: Node
    value: int


Network = Mapping[Key, Edge]


def widths(network: Network, hidden: Collection[Key], key: Key, least: int) -> tuple[int, int]:
    """The least and the most a reader can still believe of a hidden number; hidden ones are ≥ `least`."""
    edge = network[key]
    others = [network[other] for other in hidden if other != key]
    up = _pushed(others, edge.head, edge.tail, least)
    down = _pushed(others, edge.tail, edge.head, least)
    return edge.value - min(edge.value - least, down), edge.value + up


def _pushed(edges: Collection[Edge], source: Node, sink: Node, least: int) -> int:
    """How much can flow from source to sink, edges growing without limit and shrinking to `least`."""
    room: dict[tuple[Node, Node], int] = {}
    for edge in edges:
        for start, end, more in (
            (edge.tail, edge.head, UNLIMITED),
            (edge.head, edge.tail, edge.value - least),
        ):
            room[start, end] = room.get((start, end), 0) + more
    total = 0
    while total < UNLIMITED and (path := _widest_open(room, source, sink)):
        pushed = min(room[step] for step in path)
        for start, end in path:
            room[start, end] -= pushed
            room[end, start] = room.get((end, start), 0) + pushed
        total += pushed
    return total


def _widest_open(room: Mapping[tuple[Node, Node], int], source: Node, sink: Node) -> list[tuple[Node, Node]]:
    """The shortest way from source to sink that has room, as its steps; empty where there is none."""
    came: dict[Node, Node] = {source: source}
    waiting = deque([source])
    while waiting and sink not in came:
        node = waiting.popleft()
        for (start, end), free in room.items():
            if start == node and free > 0 and end not in came:
                came[end] = node
                waiting.append(end)
    path: list[tuple[Node, Node]] = []
    node = sink
    while sink in came and node != source:
        path.append((came[node], node))
        node = came[node]
    return path[::-1]


def cheapest_way(network: Network, key: Key, price: Callable[[Key], int | None]) -> list[Key]:
    """The other numbers whose hiding closes a ring around this one, cheapest first; empty where none can.

    `price` None: this one must stay as it is.
    """
    goal, start = network[key].tail, network[key].head
    order = count()
    waiting: list[tuple[int, int, Node, list[Key]]] = [(0, next(order), start, [])]
    seen: set[Node] = set()
    while waiting:
        paid, _, node, way = heappop(waiting)
        if node == goal:
            return way
        if node in seen:
            continue
        seen.add(node)
        for other, edge in network.items():
            cost = price(other)
            if other == key or cost is None or node not in (edge.tail, edge.head):
                continue
            beyond = edge.head if node == edge.tail else edge.tail
            heappush(waiting, (paid + cost, next(order), beyond, [*way, other]))
    return []
