"""Replaying published determinations from what stood before the decision, and measuring how the rulebook does.

In: letters as `Determination`. Out: `PriorCase` (all that a judge may see), and figures over judged items. It never
judges, and nothing that a judge sees can hold a decision, a rationale or the reviewer's guideline.
"""
