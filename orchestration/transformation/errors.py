"""What is raised where the dbt project cannot be used."""


class DbtProjectError(ValueError):
    """The dbt project cannot be parsed or built, or a test does not say which model it belongs to."""
