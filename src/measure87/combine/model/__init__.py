"""The model that turns published country figures into estimates for all countries.

`figures` holds what goes in; `parts` says where countries lie and which parts of the model the
figures can carry; `country_blocks` and `marginal` are the equations; `priors` and `sampling`
draw the few scales they depend on; `paths` and `leave_out` draw countries given these.
"""
