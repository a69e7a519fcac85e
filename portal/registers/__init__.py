"""What staff maintain for the public beside the outcomes: commitments, typical cases, ratings, news, links; and the online appraisal."""
