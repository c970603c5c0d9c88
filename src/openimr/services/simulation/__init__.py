"""A synthetic office over the real code: commands, clocks, reviewers' choice, outbox and sweep, with a fast clock."""

from openimr.services.simulation.habits import Habits, usual_habits
from openimr.services.simulation.office import simulate
from openimr.services.simulation.plan import Plan
from openimr.services.simulation.report import Day, SimulationReport, simulation_to_dict
from openimr.services.simulation.wording import simulation_to_text

__all__ = [
    "Day",
    "Habits",
    "Plan",
    "SimulationReport",
    "simulate",
    "simulation_to_dict",
    "simulation_to_text",
    "usual_habits",
]
