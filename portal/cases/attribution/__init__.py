"""Attribution: whose every calendar day of a case is. One definition for figures, for the reporter's page and for the desk."""
