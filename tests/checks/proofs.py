"""Which test plants the defect that a check catches, for the checks that are no data test of dbt.

The data tests of dbt have theirs in tests/dbt/test_data_tests.py, one statement each.
"""

PROOFS: dict[str, str] = {
    "every_file_is_of_exactly_one_known_kind": "tests/ingestion/test_recognition.py::"
    "test_two_kinds_in_one_workbook_are_refused",
    "every_row_of_a_file_is_accepted_rejected_or_without_data": "tests/ingestion/test_tables.py::"
    "test_a_row_lost_on_the_way_is_noticed",
    "control_totals_equal_the_sum_of_their_rows": "tests/ingestion/test_tables.py::test_a_total_that_differs_blocks",
    "every_needed_kind_has_been_delivered": "tests/ingestion/test_pipeline.py::"
    "test_what_a_quarter_lacks_is_told_with_the_place_to_put_it",
    "every_row_fits_its_contract": "tests/ingestion/test_validation.py::"
    "test_a_cell_that_does_not_fit_is_rejected_with_its_place",
    "values_are_plausible_and_no_row_is_missing": "tests/ingestion/test_expectations.py::"
    "test_an_implausible_value_fails_and_names_its_row",
    "every_number_in_the_report_is_tagged": "tests/publication/test_report.py::"
    "test_a_number_typed_into_a_template_fails_and_the_place_is_named",
    "every_printed_number_equals_its_figure": "tests/publication/test_report.py::"
    "test_a_renderer_that_prints_another_number_fails",
    "every_reference_names_a_figure": "tests/publication/test_report.py::"
    "test_a_missing_figure_of_a_table_fails_naming_table_and_figure",
    "no_digit_is_typed_into_a_narrative": "tests/publication/test_report.py::"
    "test_a_digit_typed_into_a_narrative_is_a_warning_and_is_marked",
    "every_anchor_is_unique": "tests/publication/test_trace_panel.py::"
    "test_a_panel_that_says_something_else_holds_the_report",
    "every_number_leads_to_the_rows_that_give_it": "tests/publication/test_trace_panel.py::"
    "test_a_number_that_leads_nowhere_holds_the_report",
    "volumes_are_near_those_of_earlier_quarters": "tests/checks/test_earlier.py::test_a_jump_of_a_service_is_told",
    "totals_are_near_those_of_earlier_quarters": "tests/checks/test_earlier.py::test_a_jump_of_a_total_is_told",
    "rejected_rows_are_as_few_as_before": "tests/checks/test_earlier.py::test_a_growing_share_of_rejects_is_told",
    "no_cumulative_figure_is_below_the_last_release": "tests/checks/test_earlier.py::"
    "test_what_fell_below_the_last_release_is_told",
}
"""Check -> `file::test`."""
