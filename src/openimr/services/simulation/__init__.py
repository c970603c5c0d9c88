"""A synthetic office over the real code: commands, clocks, reviewers' choice, outbox and sweep, with a fast clock."""

from openimr.services.simulation.office import simulate
from openimr.services.simulation.plan import Plan
from openimr.services.simulation.report import Day, SimulationReport, simulation_to_dict

__all__ = ["Day", "Plan", "SimulationReport", "simulate", "simulation_to_dict"]
