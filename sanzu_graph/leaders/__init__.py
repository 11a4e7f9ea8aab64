"""Leaders chosen openly: candidates ranked by what is kept, and vacancies filled by a plan with its proof."""
