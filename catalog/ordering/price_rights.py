"""Who sees a company's net prices: its users with the right to company prices, or all of them where an
admin of the company has said so; nobody else.

Others see the supplier's own price. What is frozen in an order holds both.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.ordering import changes
from catalog.ordering.baskets import BasketView
from catalog.people.roles import Right, Visitor


def sees_net(visitor: Visitor) -> bool:
    """Whether the visitor may see net prices, of the own company alone."""
    may = visitor.may(Right.REPORTS) or (visitor.prices_for_all and visitor.may(Right.ORDER))
    return visitor.company_id is not None and may


def for_visitor(view: BasketView, visitor: Visitor) -> BasketView:
    """The basket as the visitor may see it: without any net price, also an earlier one, if they may not."""
    if sees_net(visitor):
        return view
    return BasketView(
        tuple(
            replace(
                group,
                lines=tuple(
                    replace(line, net=None, seen=changes.without_net(line.seen)) for line in group.lines
                ),
            )
            for group in view.groups
        )
    )
