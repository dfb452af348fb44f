"""Which test plants the defect that a check catches, for the checks that are no data test of dbt.

The data tests of dbt have theirs in tests/dbt/test_data_tests.py, one statement each.
"""

PROOFS: dict[str, str] = {
    "every_file_is_of_exactly_one_known_kind": "tests/ingestion/test_recognition.py::"
    "test_two_kinds_in_one_workbook_are_refused",
    "every_row_of_a_file_is_accepted_rejected_or_without_data": "tests/ingestion/test_tables.py::"
    "test_a_row_lost_on_the_way_is_noticed",
    "control_totals_equal_the_sum_of_their_rows": "tests/ingestion/test_tables.py::test_a_total_that_differs_blocks",
    "files_hold_the_rows_and_sums_of_their_control_list": "tests/ingestion/test_control_list.py::"
    "test_a_lost_answer_is_told_once_by_the_count",
    "rows_agree_with_each_other_and_with_earlier_deliveries": "tests/ingestion/test_coherence.py::"
    "test_a_balance_sheet_that_does_not_balance_holds_the_report_back",
    "no_delivery_holds_less_than_the_one_it_replaces": "tests/ingestion/test_replaced.py::"
    "test_a_delivery_that_holds_less_is_asked_about",
    "every_needed_kind_has_been_delivered": "tests/ingestion/test_pipeline.py::"
    "test_what_a_quarter_lacks_is_told_with_the_place_to_put_it",
    "every_paper_of_a_year_is_that_of_the_report": "tests/ingestion/test_years.py::"
    "test_the_budget_of_the_year_before_is_told_whatever_its_order_and_file",
    "every_paper_of_a_year_says_of_which_year_it_is": "tests/ingestion/test_years.py::"
    "test_a_paper_that_names_no_year_is_asked_for_it_once_a_file",
    "no_narrative_repeats_an_earlier_quarter": "tests/ingestion/test_years.py::"
    "test_a_result_that_stood_in_an_earlier_quarter_is_told",
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
    "no_level_moved_far_since_the_last_quarter": "tests/checks/test_bounds.py::"
    "test_an_index_that_lost_a_quarter_of_what_it_had_is_told",
    "no_main_figure_moved_far_since_the_same_quarter_last_year": "tests/checks/test_bounds.py::"
    "test_a_volume_that_halved_since_the_same_quarter_last_year_is_told",
    "no_capaian_lies_far_above_its_target": "tests/checks/test_bounds.py::"
    "test_a_capaian_far_above_its_target_is_told_unless_the_profile_says_why",
    "every_fund_is_spent_from_in_the_quarter": "tests/checks/test_bounds.py::"
    "test_a_fund_without_spending_in_the_quarter_is_told_and_capital_spending_is_not",
    "every_total_in_print_is_the_sum_of_its_rows": "tests/publication/test_contradictions.py::"
    "test_a2_users_that_are_not_the_sum_of_their_rows",
    "every_row_in_print_adds_up": "tests/publication/test_contradictions.py::"
    "test_a3_an_efficiency_that_is_no_sum_of_its_parts",
    "every_percentage_in_print_is_its_quotient": "tests/publication/test_contradictions.py::"
    "test_a1_three_values_of_pobo",
    "one_quantity_is_printed_alike_in_every_table": "tests/publication/test_contradictions.py::"
    "test_a1_three_values_of_pobo",
    "a_ratio_of_the_whole_lies_between_its_parts": "tests/publication/test_contradictions.py::"
    "test_b11_a_whole_above_all_its_parts",
    "the_percentages_of_the_kro_give_the_whole_realisation": "tests/publication/test_contradictions.py::"
    "test_b11_kro_percentages_that_give_another_whole",
    "kro_and_accounts_divide_the_same_budget": "tests/publication/test_contradictions.py::"
    "test_b14_capital_spending_by_account_and_by_kro",
    "no_share_of_a_whole_exceeds_it": "tests/publication/test_contradictions.py::"
    "test_c20_a_thousand_per_cent_of_promoters",
    "what_nobody_measured_is_printed_as_no_number": "tests/publication/test_contradictions.py::"
    "test_a7_not_measured_printed_as_zero",
    "the_backlog_is_printed_beside_timeliness": "tests/publication/test_contradictions.py::"
    "test_d23_on_time_of_what_was_due_told_of_what_came_in",
    "every_table_has_the_services_of_the_catalogue": "tests/publication/test_contradictions.py::"
    "test_c18_a_service_that_is_left_out_of_nps_and_counted",
    "every_other_way_of_counting_is_printed": "tests/publication/test_contradictions.py::"
    "test_d28_one_way_of_counting_only",
    "every_title_names_the_quarter_of_the_report": "tests/publication/test_contradictions.py::"
    "test_a_title_of_another_period",
    "every_table_that_is_pointed_to_is_there": "tests/publication/test_contradictions.py::"
    "test_e34_a_pointer_to_a_table_that_is_another",
    "every_figure_is_in_one_notation": "tests/publication/test_contradictions.py::test_e36_a_point_before_decimals",
    "every_head_names_the_unit_below_it": "tests/publication/test_contradictions.py::test_e32_rupiah_under_thousands",
    "a_percent_sign_follows_a_percentage": "tests/publication/test_contradictions.py::"
    "test_e35_a_score_with_a_per_cent_sign",
    "every_indicator_has_its_one_name": "tests/publication/test_contradictions.py::test_a10_two_names_of_pobo",
    "official_names_have_one_spelling": "tests/publication/test_contradictions.py::test_a10_two_names_of_pobo",
    "the_base_of_the_receipts_target_has_a_source": "tests/publication/test_contradictions.py::"
    "test_a6_and_e37_a_target_without_a_base",
    "every_announced_count_is_the_count_below_it": "tests/publication/test_contradictions.py::"
    "test_e31_four_announced_and_two_listed",
    "the_physical_target_of_a_quarter_is_one": "tests/publication/test_contradictions.py::test_a9_two_physical_targets",
}
"""Check -> `file::test`."""
