"""Distillation: a student learns the probabilities of a teacher, made soft by a temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figures.numerics.checks import as_floats, check_positive
from figures.numerics.losses import log_softmax, softmax

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


def distillation_loss(
    student: ArrayLike, teacher: ArrayLike, temperature: float = 4.0
) -> tuple[float, Floats]:
    """T² · KL(softmax(teacher / T) ‖ softmax(student / T)), averaged over samples.

    By the student's logits its gradient is T (p_student − p_teacher) / N: the factor T² makes up
    for the 1/T² by which soft probabilities shrink it. Hinton, Vinyals and Dean, "Distilling the
    Knowledge in a Neural Network", 2015, arXiv:1503.02531, section 2.

    Args:
        student: (N, C) logits.
        teacher: (N, C) logits.
        temperature: T > 0.

    Returns:
        The loss, and its gradient by ``student``, (N, C).

    Raises:
        ValueError: an argument is malformed.
    """
    student, teacher = as_floats(student, "student", "N, C"), as_floats(teacher, "teacher", "N, C")
    if student.shape != teacher.shape or not len(student):
        shapes = f"{student.shape} and {teacher.shape}"
        raise ValueError(f"student and teacher must have one shape (N ≥ 1, C), not {shapes}")
    check_positive(temperature, "temperature")
    wanted, found = log_softmax(teacher / temperature), log_softmax(student / temperature)
    soft = softmax(teacher / temperature)
    value = temperature**2 * float((soft * (wanted - found)).sum()) / len(student)
    gradient = temperature * (softmax(student / temperature) - soft) / len(student)
    return value, gradient
