# Names that come from a study (of indicators, industries, clusters) may be
# singular or plural, of any gender, and cannot be inflected. No message makes
# one the subject of a verb: it stands after a preposition that leaves it as it
# is, after a colon, or in quotes. Counts select their form by the plural rules
# of the language ([one], [few], [many], *[other]).

## Words

number-0 = no
number-1 = one
number-2 = two
number-3 = three
number-4 = four
number-5 = five
number-6 = six
number-7 = seven
number-8 = eight
number-9 = nine
number-10 = ten
number-11 = eleven
number-12 = twelve
list-and = { $start } and { $last }
list-more = { " " }and { $n } more
noun-one = region
noun-many = regions
unit-km = km
word-border = border
word-no-group = no group
word-withheld = withheld
word-estimated = withheld, estimated
word-source = Source: { $source }
source-as-first = Source: as Figure { $n }.
word-licence = licence: { $licence }
group-high = high
group-middle = middle
group-low = low
group-numbered = Group { $n }
atlas-name = atlas
figure-number = Figure { $n }
table-number = Table { $n }
contents = Contents
synthetic-notice = The data of this study are invented. Nothing here is a statement about a real place.
modelled-notice = The data of this study come from a model, not from a count.

## Title

kicker-groups = Region groups
kicker-atlas = Atlas
title-groups = { $number } kinds of { $one }{ $border ->
    [0] {""}
    [one] , and one that could be two
   *[other] , and { $border_word } that could be two
 }
lead-groups = By { $indicators } the { $regions } divide into { $number } groups.
lead-more-indicators = { $n } more indicators
silhouette-none = The division is loose: the mean silhouette is { $silhouette }, and below 0.25 there is no substantial structure.
silhouette-weak = The division is weak: the mean silhouette is { $silhouette }, between 0.25 and 0.50.
silhouette-reasonable = The division is reasonable: the mean silhouette is { $silhouette }, between 0.50 and 0.70.
silhouette-strong = The division is clear: the mean silhouette is { $silhouette }, above 0.70.
lead-border = { $border ->
    [one] One { $one } sits on a border.
   *[other] { $border_word } { $many } sit on a border.
 }
lead-border-none = No { $one } sits on a border.
description = About the data

## Map of groups

map-title-one = The groups differ most in { $indicator }
map-title = Where the { $number } groups lie
map-subtitle = Groups of { $many }{ $year }, ordered by the integral index. { $stripes }
map-no-group = no group: { $status }
map-border-country = border of a country
map-border-larger = border of a larger region
map-year = { " " }in { $year }
map-stripes = Stripes: a border { $one }, with the colour of the other group it could belong to.
map-note = A border { $one } has a negative silhouette or keeps its group in too few resamplings (limits: method notes).
map-alt = Map of { $regions } in { $number } groups. { $groups } { $border } Without a group: { $missing }.
map-alt-group = { $group }: { $count }, most typical { $names }.
map-alt-border = On a border: { $names }.
group-above = Above the average: { $names }.
group-below = Below the average: { $names }.
group-same = Not told apart from it: { $names }.
group-typical = Most typical
group-border = On the border
group-means = Mean { $year }

## Profile

chapter-profile = What sets the groups apart, and why { $number }
profile-title-two = The groups differ most in { $first }, least in { $last }
profile-title-one = What sets the groups apart
profile-subtitle = Group means in standard deviations from the average { $one }{ $year }; bars: 90 % interval; ticks: single { $many }
profile-average = average of the { $regions }
profile-own-1 = group mean,
profile-own-2 = own units
profile-note = Intervals: resamplings of { $many } within each group. η²: share of the variance between groups, descriptive only, because the groups were made from the same data. Ticks beyond the frame stand at its edge.
profile-alt = Dot chart of group means, { $count } indicators. { $rows }
profile-alt-row = { $indicator }: { $values }.
direction-reversed = reversed: right is lower
direction-neutral = describes, does not rank
direction-nominant = best near an optimum

## Number of groups

validity-title-agree = All measures prefer { $k } groups
validity-title-some = { $count ->
    [0] No measure prefers { $k } groups
    [one] One of { $all } measures prefers { $k } groups
   *[other] { $count_word } of { $all } measures prefer { $k } groups
 }{ $other ->
    [0] {""}
   *[other] ; the silhouette prefers { $other_word }
 }
validity-subtitle = Measures for k = { $first } to { $last }; bands: 90 % of resamplings or one standard error, where known
validity-legend-best = best k by that measure
validity-legend-chosen = k = { $k }, the setting of this study
validity-note = Shaded: k = { $k }, the setting of this study. Filled red: the best k by that measure.
validity-alt = { $count } small panels. { $rows }
validity-alt-row = { $measure }: best k { $best }, at k = { $k } { $value }.
validity-higher = higher is better
validity-lower = lower is better
validity-elbow = falls with every k
measure-silhouette = Silhouette
measure-stability = Stability
measure-calinski-harabasz = Calinski–Harabasz
measure-davies-bouldin = Davies–Bouldin
measure-dunn = Dunn
measure-gap = Gap statistic
measure-total-within-ss = Loss of fit
read-title = How to read this
read-silhouette = A silhouette near 1 says that a { $one } lies deep in its group, near 0 that it lies between two, below 0 that it is nearer to another group. { $mean }
read-silhouette-mean = The mean here is { $value }; below 0.25 there is no substantial structure: use the groups to choose peers, not to draw hard lines.
read-silhouette-mean-ok = The mean here is { $value }.
agreement-title = Agreement with other groupings
agreement-sentence = Adjusted Rand index, 1 for the same groups and about 0 for chance: { $pairs }.
agreement-pair = { $a } and { $b } { $value }{ $some ->
    [yes] { " " }over the { $regions } of { $all } { $many } it puts into a group
   *[no] { "" }
 }
grouping-k-means = k-means
grouping-ward = Ward
grouping-ward-d2 = Ward
grouping-average = average linkage
grouping-complete = complete linkage
grouping-index-mean-sd-3 = index cut at one standard deviation
grouping-index-equal-intervals = index in equal intervals
grouping-index-natural-breaks = index at natural breaks
grouping-pam = medoids (PAM)
grouping-fuzzy-c-means = fuzzy c-means
grouping-gaussian-mixture-diagonal = normal mixture
grouping-hdbscan = dense groups (HDBSCAN)
grouping-single-year = the reference year alone

## Tree, silhouettes, probabilities

chapter-members = Every { $one }, and how sure its group is
tree-title = { $border ->
    [0] No { $one } lies on a border between groups
    [one] One { $one } lies on a border between groups
   *[other] { $border_word } { $many } lie on a border between groups
 }
tree-subtitle = One row per { $one } in the order of Ward’s tree{ $year }. Shaded rows with bold names are border { $many }
tree-subtitle-compact = The tree of { $regions } down to { $branches } branches{ $year }; bars: { $many } by group, ticks: silhouettes of single { $many }
tree-head = Ward’s tree
tree-sub = height: loss of fit
tree-head-compact = Tree
tree-sub-compact = of Ward
tree-group-sub = dot: group
tree-cut = cut: { $k } groups
tree-note = Tree: Ward’s method on the same standardised values; dashed red: the cut into { $k }. Tree and groups need not agree.
tree-alt = Tree, silhouettes and group probabilities of { $regions }. Silhouettes from { $low } to { $high }. Highest: { $top }. Lowest: { $bottom }. Without a probability: { $missing }.
silhouette-head = Silhouette
silhouette-sub = 0 = between groups
probability-head = Group probability
probability-sub = share of resamplings
branch-head = Branch
branch-sub = first members
branch-count-sub = number by group
branch-silhouette-sub = a tick per member
members-table = All { $regions } with group, index and silhouette
table-filter = Filter by name
column-group = Group
column-rank = Rank
column-index = Index
column-silhouette = Silhouette
column-probability = Keeps its group
column-second = Second group
column-distance = Distance to centre
ranking-title = { $first } ranks first, { $last } last
ranking-subtitle = Integral index by group{ $year }, one scale; figures on the left: rank among all { $regions }
ranking-note = Low means a low index, not bad. Neutral indicators shape the groups and do not rank. Bold: border { $many }.
ranking-more = … { $n } more …
ranking-alt = Index of { $regions } from { $low } to { $high }. Highest: { $top }. Lowest: { $bottom }. Without an index: { $missing }.

## Moves

chapter-moves = Who moved between { $first } and { $last }
flow-title = { $stayed ->
    [0] None of { $regions } ended where it began
    [one] One of { $regions } ended where it began
   *[other] { $stayed } of { $regions } ended where they began
 }
flow-title-all = All { $regions } ended where they began
flow-subtitle = Group in { $first } and { $last }; solid flows are { $many } that changed group
flow-stayed = { $n } stayed
flow-joined = joined from
flow-joined-group = joined { $group } from
flow-note = Groups are fitted once to all years, so that a move is a change of the { $one } and not of the ruler.
flow-alt = Flows between groups from { $first } to { $last }. { $rows }
flow-alt-row = { $from } to { $to }: { $n }.
counts-title = { $many } per group, each year
counts-alt = Lines of the number of { $many } per group from { $first } to { $last }. { $rows }
counts-alt-row = { $group }: { $first } at first, { $last } at last.
matrix-title = Probability of the group next year, given this year
matrix-from = From
matrix-n = n
matrix-note = Small figures: 90 % Wilson interval, %. { $n } pairs of one year and the next. { $moved ->
    [0] No { $one } ever changed group.
    [one] One { $one } changed group at least once.
   *[other] { $moved_word } { $many } changed group at least once.
 }

## Method, data, status

chapter-method = Method, data and status of the numbers
method-methods = Methods
method-details = Formula and references
method-unchecked = unchecked
method-unchecked-note = “Unchecked” marks a reference whose formula was not compared with the cited text.
method-settings = Settings
list-alike = { " " }and { $n } more of this kind
method-indicators = Indicators
method-indicators-sub = Direction, weight, share of regions with a value in the reference year, variance inflation
column-indicator = Indicator
column-domain = Domain
column-direction = Direction
column-weight = Weight
column-coverage = Coverage
column-vif = VIF
column-note = Note
method-domains = Domains covered
method-domains-missing = Not covered
domain-economy = economy
domain-innovation = innovation
domain-people = people
domain-infrastructure = infrastructure
domain-institutions = institutions
domain-environment = environment
method-assumptions = Assumptions
method-warnings = Warnings
method-repaired = Repaired
method-left-out = Left out
method-kept = Worth knowing
method-not-answerable = Cannot be answered
method-nothing = Nothing.
method-status = Status of the values
method-status-row = { $table }: { $parts }
status-count = { $n } { $status }
method-inputs = Inputs
question-typology = Region groups
question-clusters = Clusters
question-inequality = Inequality
question-study = Study
marks-title = Marks used in every table, chart and map
status-observed = Observed
status-estimated = Estimated
status-suppressed = Suppressed
status-missing = Missing
status-undefined = Undefined
status-observed-text = as published or computed from published values
status-estimated-text = a model filled it; 90 % interval given where known
status-suppressed-text = withheld by the source; logical bounds given
status-missing-text = the source has no value
status-undefined-text = the statistic does not exist here; reason given
reason-empty-region = the region has nothing of it
reason-empty-industry = the industry has nothing of it
reason-single-plant = one plant holds everything
reason-constant = all values are equal
reason-island = no neighbour
reason-zero-base = the base is zero
reason-too-few = too few values
reason-not-positive = needs positive values
reason-left-out = left out by a named policy
reason-noise = lies in no dense group
footer = isard { $version } · study { $study } · seed { $seed } · atlas { $atlas }

## Clusters

chapter-clusters = Clusters: what the { $many } are strong in
clusters-lead = { $three ->
    [0] No pair of { $one } and cluster earns all { $most } stars
    [one] One of { $pairs } pairs of { $one } and cluster earns all { $most } stars
   *[other] { $three_word } of { $pairs } pairs of { $one } and cluster earn all { $most } stars
 }{ $year }: for { $kinds } among { $regions } and { $clusters } clusters.
clusters-lead-strong = { $strong ->
    [0] None is a strong cluster by Porter’s rule, a place among the highest quotients.
   *[other] { $strong } are strong clusters by Porter’s rule, a place among the highest quotients; { $sure } of them are sure.
}
clusters-lead-unranked = { $small } { $n ->
    [one] is
   *[other] are
} too small to be ranked and can have no star.
clusters-lead-withheld = { $withheld } pairs are withheld by the source{ $estimated ->
    [0] ; they are drawn as withheld and never as weak.
   *[other] { $open ->
        [0] ; they stand with estimates that meet the published totals, and their intervals hold what the estimates leave open.
       *[other] ; { $estimated } of them stand with estimates that meet the published totals, whose intervals hold what they leave open, the others are drawn as withheld and never as weak.
    }
}
measure-name-employment = Jobs
measure-name-establishments = Establishments
measure-name-wages = Wages
word-undefined = undefined
word-no-value = no value
bound-or-more = { $low } or more
all-rows = All rows: { $table }.
column-cluster = Cluster
column-cluster-region = Cluster and place
column-growth = Growth
column-a-year = a year
column-growth-year = growth a year
column-trend = Trend
column-lq = LQ
column-lq-short = LQ, 90 %
column-stars = Stars
column-expected = expected
star-size = Size
star-size-short = Size
star-specialization = Specialised
star-specialization-short = Spec.
star-focus = Focus
star-focus-short = Focus
star-productivity = Productive
star-productivity-short = Prod.
star-dynamism = Dynamic
star-dynamism-short = Dyn.
star-word-size = size
star-word-specialization = specialisation
star-word-focus = focus
star-word-productivity = productivity
star-word-dynamism = dynamism
star-probability = %
cluster-open = open: the bounds decide no star
cluster-open-short = open
clusters-focus-title = { $three ->
    [0] { $two ->
        [0] { $region } has no cluster with { $next } stars; nearest to it: { $first }
        [one] { $region } has one cluster with { $next } stars: { $first }
       *[other] { $region } has { $two_word } clusters with { $next } stars, { $first } first
    }
    [one] { $region } has one cluster with { $most } stars: { $first }
   *[other] { $region } has { $three_word } clusters with { $most } stars, { $first } first
 }
clusters-focus-subtitle = { $cut ->
    [yes] The { $shown } strongest of { $all } clusters with a value
   *[no] All { $all } clusters with a value
 }{ $year }, in order of expected stars{ $withheld ->
    [0] .
   *[other] , and { $withheld_shown } of { $withheld } withheld ones.
 } LQ: location quotient on a log scale, 1 = the share of all { $many }
clusters-strongest-grew = { $grew_word } of the { $known } strongest clusters with a trend grew from { $first } to { $last }
clusters-strongest-title = Strongest of all: { $cluster } in { $region }
clusters-strongest-subtitle = The { $shown } strongest of { $all } pairs of cluster and place that have a value{ $year }, in order of expected stars. LQ: location quotient on a log scale, 1 = the share of all { $many }
clusters-note = Bars: 90 % interval of the quotient that lies behind the figures; small clusters lean on their industry, so that it need not hold the quotient seen. A star each for size, specialisation and what else the rule has; beside it the percentage of resamplings that give it: filled 95 and more (sure), tinted 75–95 (likely), dashed 50–75 (near a coin toss), faint below 50, point: not earned. Limits of the stars: method notes.
clusters-note-short = Bars, stars and marks as in Figure { $n }.
clusters-note-as-seen = Tinted without a percentage: as the figures stand, not resampled.
clusters-note-trend = Trend: from zero, each row on its own scale; open points are years without a value. Growth: mean a year over the whole span.
clusters-note-withheld = Hatched: between the bounds that the published totals leave; “open” means the bounds decide no star.
clusters-note-unbounded = “Open”: withheld, and the published totals leave no bound.
clusters-note-estimated = Rings: estimated values.
clusters-note-estimated-withheld = Rings: withheld by the source, estimated; the interval holds that too.
clusters-rows-alt = { $rows } clusters with location quotient, interval and stars. Quotients from { $low } to { $high }. Highest: { $top }. Lowest of those shown: { $bottom }. Withheld: { $withheld } of { $all }.
maps-title = { $region } comes first in { $n } of { $all } leading clusters
maps-title-each = { $all } leading clusters, each led by a different { $one }
maps-subtitle = Location quotient by { $one }{ $year }, log scale around 1; one scale for all maps. Numbers: first three { $many } by quotient. Height of the legend: pairs in each class
maps-note = Leading: those of the first place of interest, then those in which most { $many } earn all stars, then all but one. Dotted grey: the 90 % interval includes 1. A large { $one } is not a large cluster. No status takes a colour of the scale.
maps-alt = { $count } maps of the location quotient. { $rows }
maps-alt-row = { $cluster }: highest { $top }; lowest { $bottom }; without a quotient { $without } of { $all }.
lq-weaker = weaker
lq-stronger = stronger
lq-neutral = not told apart from 1
lq-all-estimated = all values of the { $many } are estimated
ranks-title = { $sure ->
    [0] In none of { $all } leading clusters is the first place sure
    [one] In one of { $all } leading clusters the first place is sure
   *[other] In { $sure_word } of { $all } leading clusters the first place is sure
 }
ranks-subtitle = First { $places } { $many } by location quotient{ $year } with the 90 % interval of their rank; one scale
ranks-note = A place is sure when its interval holds one rank. Ranks are among the { $many } that have a value; withheld ones could stand between them.
ranks-alt = { $count } panels of ranks with intervals. { $rows } Without a rank: { $without } of { $all } pairs.
competitive-title = { $sure ->
    [0] The most competitive cluster may be { $cluster } in { $region }: with 90 % its rank is no lower than { $high }
    [1] The most competitive cluster is { $cluster } in { $region }
   *[other] The most competitive cluster is { $cluster } in { $region }, as the figures stand
 }
competitive-subtitle = The first { $shown } of { $all } listed among clusters with a location quotient of 1 or more{ $year }. Score: { $parts ->
    [one] place by { $by }
   *[other] mean place by { $by }
 }, 0 last to 1 first, over resamplings
competitive-by-share = share of the industry
competitive-by-productivity = productivity
competitive-by-growth = growth
competitive-note = Rank by score, and where the cluster stands in nine of ten resamplings: chance lifts some of many near-equals in each, so that the places may lie below the rank. Share: of all { $measure } of the industry. Productivity: output of one unit, times that of the industry. Growth: percentage points a year above the industry over the whole span. Of the { $all } most are in { $most }; they lie in { $regions }.
competitive-unfold = All { $all } with their figures
column-interval = 90 %
column-share-of-all = Share
column-productivity = Productivity
column-growth-lead = Growth lead
regions-title = { $without ->
    [0] Most clusters with { $most } stars, { $n }, are in { $region }; every { $one } has one
    [one] Most clusters with { $most } stars, { $n }, are in { $region }; one of { $regions } has none
   *[other] Most clusters with { $most } stars, { $n }, are in { $region }; { $without } of { $regions } have none
 }
regions-title-many = { $without ->
    [0] Every { $one } has a cluster with { $most } stars
    [one] One of { $regions } has no cluster with { $most } stars
   *[other] { $without } of { $regions } have no cluster with { $most } stars
 }
regions-subtitle = The { $shown } with most stars of { $regions }{ $year }. Under each cluster: quotient with 90 % interval, expected stars
regions-note = Order: clusters with all stars, then with all but one, then key. The best clusters of a { $one } are those with most expected stars.
regions-unfold = All { $regions } with their best clusters
column-so-many-stars = { $stars } { $n ->
    [one] star
   *[other] stars
}
column-withheld = Withheld
column-best-first = Best
column-best-second = Second
column-best-third = Third
best-cell = LQ { $lq }, stars { $expected }
special-title = The most specialised mix of industries is in { $first }, the most ordinary in { $last }
special-subtitle = Four measures of the industry mix, a tick per { $one }{ $year }; red: places of interest
special-note = Krugman: distance from the mix of all { $many }, 0 the same and 2 nothing in common. Hachman: 1 the same. Herfindahl: sum of squared shares. Entropy: high when jobs are spread evenly.
special-coverage = The measures rest on published cells, which cover as little as { $low } of a { $one }’s total.
special-missing = Without a value: { $missing }.
special-alt = Strips of four measures for { $regions }. Krugman index from { $low } to { $high }. Highest: { $top }. Lowest: { $bottom }. Missing: { $missing } of { $all }.
special-right = right: more specialised
special-left = left: more specialised
specialization-krugman = Krugman index
specialization-hachman = Hachman index
specialization-herfindahl = Herfindahl index
specialization-entropy = Entropy
concentration-title = Concentration is highest in { $first }, lowest in { $last }
concentration-subtitle = Locational Gini coefficient{ $year }: 0 spread as all activity is, towards 1 in one place. { $shown } of { $all } industries
concentration-note = A measure of where industries are, not of how many firms they have. Without a value: { $missing }.
concentration-traded = By Porter’s criteria { $traded } of { $all } are traded: most of their jobs are in { $many } that are specialised in them.
concentration-alt = Dot chart of the Gini coefficient of { $all } industries from { $low } to { $high }. Highest: { $top }. Lowest: { $bottom }. Missing: { $missing } of { $all }.
gini-most = Most concentrated
gini-least = Least concentrated

## Inequality

chapter-inequality = Inequality between { $many }
inequality-title = Inequality is largest in { $first }, smallest in { $last }
inequality-subtitle = Theil’s index and its parts, with the Gini coefficient, over { $many }{ $year }
inequality-latest = , latest year of each indicator ({ $years })
inequality-note = Theil: 0 when all are equal; between: among the larger regions, within: inside them. Gini: 0 equal, towards 1 all in one place. Indices compare amounts; indicators with negative values are left out. Inequality of averages says nothing about people within a place.
inequality-weighted = Weighted by residents.
inequality-undefined = { $n } of { $all } rows are undefined: the index needs positive values.
inequality-alt = Bars of Theil’s index of { $count } indicators. Gini coefficients from { $low } to { $high }. Highest: { $top }. Lowest: { $bottom }. Without a value: { $missing } of { $all } rows.
inequality-gini = Gini
inequality-theil = Theil
inequality-between = between
inequality-within = within
component-total = total
component-between = between
component-within = within
inequality-fell = Inequality in { $indicator } fell from { $from } in { $first } to { $to } in { $last }
inequality-rose = Inequality in { $indicator } rose from { $from } in { $first } to { $to } in { $last }
inequality-time-subtitle = Gini coefficient over { $many }, year by year; red: the largest change
inequality-gini-note = 0 when all { $many } have the same value, towards 1 when one has everything. Each indicator has its own years.
inequality-time-alt = Lines of the Gini coefficient of { $count } indicators. Latest from { $low } to { $high }. Highest: { $top }. Lowest: { $bottom }. Without a value: { $missing } of { $all } rows.
inequality-theil-title = { $every ->
    [yes] In all { $all } indicators more inequality lies within the larger regions than between them
   *[no] { $within ->
        [0] In all { $all } indicators more inequality lies between the larger regions than within them
        [one] In one of { $all } indicators more inequality lies within the larger regions than between them
       *[other] In { $within_word } of { $all } indicators more inequality lies within the larger regions than between them
    }
 }
inequality-theil-title-plain = Theil’s index year by year
inequality-theil-subtitle = Theil’s index by year, { $bands ->
    [one] one scale for all panels
   *[other] one scale for all panels under a heading
 }; figures: first and last total. Each panel has its own years
inequality-theil-scale = Scale from 0 to { $top }
inequality-theil-note = Total = between + within. Between: among the larger regions the { $many } belong to; within: inside them.
inequality-theil-alt = Panels of Theil’s index of { $count } indicators with its parts. Gini coefficients, latest: from { $low } to { $high }. Highest: { $top }. Lowest: { $bottom }. Without a value: { $missing } of { $all } rows.

## Components

scree-title = { $kept ->
    [0] No component tells more than random data do
    [one] One component tells more than random data do; it holds { $share } of the variance
   *[other] { $kept_word } components tell more than random data do; together they hold { $share } of the variance
 }
scree-subtitle = Eigenvalue of each component of the indicators; dashed: random data of the same size; figures below: share of the variance
scree-note = Filled: kept by parallel analysis, because their eigenvalue is larger than that of random data.
scree-alt = Eigenvalues of { $count } components, { $kept } kept. { $rows }
scree-alt-row = Component { $n }: { $value }, random data { $random }.
scree-data = these data
scree-random = random data
loadings-title = The first component rests on { $names }
loadings-subtitle = Loading of each indicator on the kept components, −1 to 1
loadings-note = Bold: { $salient } and more in size. The sign of a component is arbitrary. Lines part the indicators by the component on which they load most.
loadings-alt = Table of loadings of { $count } indicators on { $columns } components. { $rows }
loadings-alt-row = { $indicator }: component { $n }, { $value }.
biplot-title = The first two components hold { $share } of the differences between the { $many }
biplot-subtitle = A point per { $one }{ $year }, coloured by group; red arrows: indicators, as long as their loadings
biplot-note = Points in the direction of an arrow have a high value of its indicator. Rings: border { $many }. Named: places of interest and those farthest out. Both axes have one scale.
biplot-axis = Component { $n }, { $share }
biplot-alt = Scatter of { $regions } by two components. First component from { $low } to { $high }. Highest: { $top }. Lowest: { $bottom }. Without a score: { $missing }.

## Sureness of groups

silhouettes-title = { $below ->
    [0] No { $one } lies nearer to another group than to its own
    [one] One of { $regions } lies nearer to another group than to its own
   *[other] { $below } of { $regions } lie nearer to another group than to their own
 }
silhouettes-subtitle = Silhouette of each { $one }{ $year }, the best of each group first; dashed: mean of the group; red: below zero
silhouettes-note = Near 1: deep in its group; 0: between two; below 0: nearer to another group.
silhouettes-mean = mean { $mean }
silhouettes-below = { $n } below zero: { $names }
silhouettes-alt = Silhouettes of { $regions }, { $below } below zero. From { $low } to { $high }. Highest: { $top }. Lowest: { $bottom }. Missing: { $missing }.
consensus-title = { $best } holds together best ({ $best_share }), { $worst } least ({ $worst_share })
consensus-subtitle = Share of the groupings that put two of the { $many } into one group; rows and columns in the same order, by group
consensus-key = share of groupings with both in one group
consensus-note = A dark block on the diagonal is a group that keeps its members; dark cells elsewhere are pairs that the groups part. In the title: mean of all pairs of a group.
consensus-alt = Matrix of { $regions }. { $rows } Without pairs: { $missing }.
consensus-alt-row = { $group }: pairs together in { $share }.

## Neighbours

chapter-space = Neighbours: where { $many } are alike
lisa-title = { $alike ->
    [0] { $apart ->
        [0] For no single { $one } can likeness to its neighbours be told apart from chance
        [one] One of { $regions } stands out from its neighbours, none lies among its like
       *[other] { $apart } of { $regions } stand out from their neighbours, none lies among its like
    }
    [one] One of { $regions } lies among its like{ $apart ->
        [0] , none stands out from its neighbours
        [one] , and one stands out from its neighbours
       *[other] , and { $apart_word } stand out from their neighbours
    }
   *[other] { $alike } of { $regions } lie among their like{ $apart ->
        [0] , none stands out from its neighbours
        [one] , and one stands out from its neighbours
       *[other] , and { $apart_word } stand out from their neighbours
    }
 }
lisa-subtitle = Left: groups. Right: local Moran statistic of { $variable }{ $year }
lisa-variable-index = the integral index
lisa-groups = Groups
lisa-title-panel = Like and unlike neighbours
lisa-high-high = high among high
lisa-low-low = low among low
lisa-high-low = high among low
lisa-low-high = low among high
lisa-chance = not told apart from chance
lisa-undefined = undefined: no neighbours
lisa-missing = no value
lisa-global = Moran’s I over all { $value }, expected by chance { $expected }, p { $p }.
lisa-geary = Geary’s c { $value }, expected { $expected }, below it where neighbours are alike, p { $p }.
lisa-joins = Neighbouring pairs in one group: { $value }, expected { $expected }, p { $p }.
lisa-spots = Getis–Ord G* at the same level: { $high } in hot spots, { $low } in cold ones.
lisa-note = A pattern counts where p is { $level } or less, by permutation; p is not adjusted for the number of { $many }.
lisa-note-adjusted = A pattern counts where p, adjusted for the number of { $many } by the false discovery rate, is { $level } or less.
lisa-alt = Two maps: groups, and classes of local Moran. { $rows } Without a class: { $missing } of { $all }.
lisa-alt-row = { $class }: { $n }, such as { $names }.

## Mobility

mobility-title = By { $indicator }, the { $many } stay in their class in { $share } of all steps from one period to the next
mobility-subtitle = Probability of the next class (columns), given this one (rows), %; small figures: 90 % interval
mobility-lag = Neighbours in class { $class }
mobility-lowest = { $n } low
mobility-highest = { $n } high
mobility-note = Classes run from the lowest to the highest values of the { $many }. ×: no { $many } ever started there. n: starts.
mobility-alt = { $count } transition matrices. { $rows }
mobility-alt-row = Class { $class } stays with { $p }.

## Choices of the number of groups

choices-title = { $count ->
    [0] None of { $all } measures recommends { $k } groups, the setting of this study
    [one] One of { $all } measures recommends { $k } groups, the setting of this study
   *[other] { $count_word } of { $all } measures recommend { $k } groups, the setting of this study
 }{ $others ->
    [0] {""}
    [one] ; one recommends { $other_word }
   *[other] ; { $others_word } recommend { $other_word }
 }
choices-sentence = Recommended: { $list }.{ $limit ->
    [yes] { " " }*: at the end of the numbers tried, so that the best may lie beyond it.
   *[no] {""}
 }

## Contiguous groups

contiguous-title = Groups in one piece explain { $best } of the differences between the { $many }; without that condition { $free }
contiguous-subtitle = Left: the groups of this report. Right: the best groups whose members touch ({ $method }){ $year }
contiguous-free = Groups of this report
contiguous-touching = Groups in one piece
contiguous-note = Best: the smallest loss among the methods whose groups are each in one piece. On the map the groups of this report lie in { $parts } pieces. Numbers and colours on the right order the groups as their method does; they need not match those on the left. A group in one piece is an area, not a kind: use it where neighbours must act together.
contiguous-alt = Two maps of { $regions }. { $finding }. Groups in one piece hold from { $small } to { $large }. Without a group: { $missing }.
contiguous-table-title = What each method loses by asking for one piece
contiguous-table-subtitle = Share of the differences explained by the groups; loss in percentage points against the groups of this report; agreement with them by the adjusted Rand index
contiguous-table-note = Bold: the best in one piece.
contiguous-table-broken = A method with more pieces than groups weighs touching and does not demand it.
contiguous-method-unconstrained = groups of this report
contiguous-method-azp = automatic zoning (AZP)
contiguous-method-ward-contiguous = Ward’s method among neighbours
contiguous-method-redcap = REDCAP
contiguous-method-skater = SKATER
contiguous-method-clustgeo = ClustGeo
contiguous-method-max-p = max-p
column-method = Method
column-explained = Explained
column-loss = Loss
column-parts = Pieces
column-sizes = Sizes
column-rand = Agreement

## Contributions of domains

contributions-title = { $first_side ->
    [raises] What raises { $first } most: { $first_domain }
   *[lowers] What lowers { $first } most: { $first_domain }
 }; { $last_side ->
    [raises] what raises { $last } most: { $last_domain }
   *[lowers] what lowers { $last } most: { $last_domain }
 }
contributions-subtitle = Share of each domain in what sets a region apart from the mean of all { $many }{ $year }, %; one scale; right and blue: raises, left and orange: lowers
contributions-note = Rows: first and last places of the index, the middle one, and places of interest. The shares of a { $one } add up to 100 without their signs. Dots: group.
contributions-thin = { $domains }: one indicator only.
contributions-empty = Without data in this study, and so without a say: { $domains }.
contributions-alt = Bars of shares by domain. { $rows } Without shares: { $missing }.

## Stability

stability-title = Do the groups return?
stability-text = When the { $many } are drawn anew with replacement and grouped again, the most similar new group has this Jaccard similarity, 1 for the same members, with the middle 90 % of draws: { $groups }. Limits: 0.75 and more stable, 0.60–0.75 a pattern whose members are not certain, 0.50–0.60 doubtful, less dissolved (Hennig 2007 and the manual of the R package fpc).
stability-group = { $group } { $value } ({ $range }), { $state }
stability-stable = stable
stability-pattern = a pattern
stability-doubtful = doubtful
stability-dissolved = dissolved
movers-title = { $n ->
    [one] One { $one } changed group at least once
   *[other] { $n } { $many } changed group at least once
 }: what weighed most
movers-subtitle = The { $shown } with most changes; the latest change of each, and the indicator with the largest part in it
movers-note = Change: in standard deviations. Part: share of the sum of all parts in the change of distances to both centres; below zero against the move, and above 100 % where others worked against it. A part is arithmetic, not a cause.
movers-breaks = † { $n } of all { $all } changes of group cross a break in the series of the indicator that weighed most (flag b of the source): they may come from the survey and not from the region.
column-moves = Changes
column-last-move = Latest change
column-moved-by = Indicator
column-change = Its change
column-part = Its part

## Convergence

convergence-title = { $every ->
    [yes] In { $near ->
        [2] both
       *[other] all { $all }
    } indicators gaps clearly closed
   *[no] { $near ->
        [0] In none of { $all } indicators did gaps clearly close
        [one] In one of { $all } indicators gaps clearly closed
       *[other] In { $near_word } of { $all } indicators gaps clearly closed
    }{ $far ->
        [0] , in none they clearly widened
        [one] , in one they clearly widened
       *[other] , in { $far_word } they clearly widened
    }
 }
convergence-subtitle = First: speed at which { $many } that were behind caught up (beta). Second: spread of logarithms in the last year over that in the first (sigma), below 1 = nearer together. Bars: 90 % interval; rings: not told apart from standing still; clearly: the interval leaves zero out
convergence-speed = Catching up, % a year
convergence-spread = Spread, last to first
convergence-years = Spread by year
convergence-note = Beta: regression of growth on the logarithm of the first value. Each indicator has its own years; lines of spread by year begin at zero, each on its own scale. Catching up does not make the spread smaller by itself, because new gaps open. A description of these years, not a cause and not a forecast.
convergence-breaks = † The series of some regions break in these years (flag b of the source): part of the change may come from the survey.
series-breaks = The series of { $regions } break in these years (flag b of the source).
convergence-alt = Dots of convergence by indicator, % a year with 90 % interval. { $rows } Without a value: { $missing }.
clubs-title = { $one ->
    [0] No indicator shows one path for all
    [one] One of { $all } indicators shows one path for all
   *[other] { $one_word } of { $all } indicators show one path for all
 }
clubs-subtitle = Clubs of { $many } whose paths draw together (log t test)
clubs-note = Sizes: from the club with the highest values to that with the lowest. A club says that paths drew together, not that its { $many } influence each other. Clubs of two or three may be chance.
column-years = Years
column-clubs = Clubs
column-club-sizes = Sizes
column-no-club = In none
rank-changes-title = By { $indicator }, { $up } rose most in rank, { $down } fell most
rank-changes-subtitle = Rank in { $from } and in { $to } among { $regions }; half ranks: ties
rank-changes-note = Rank 1 is the highest value. A rank can change without the value changing, because others do.
ranks-up = Rose most
ranks-down = Fell most

## Data handling

handling-title = Before grouping, { $filled ->
    [0] no value was filled
    [one] one value was filled
   *[other] { $filled } values were filled
 } and { $drawn ->
    [0] none was drawn in
    [one] one was drawn in
   *[other] { $drawn } were drawn in
 }
handling-subtitle = By indicator, over all years: findings of the screening, values filled where the source has none, outlying values drawn in
column-findings = Findings
column-filled = Filled
column-drawn-in = Drawn in
finding-missing-values = missing values
finding-near-constant = nearly constant
finding-collinear = moves with another indicator
finding-inflation = explained by the others (VIF)
finding-direction = direction in doubt
finding-not-judged = not judged
fill-median = median
treatment-winsorize-sd = to the limit in standard deviations
treatment-winsorize-quantile = to the limit by quantiles
treatment-box-cox = Box–Cox transform
treatment-robust = robust scale

## Regions of interest

chapter-region = { $region }: what it is strong in, and where that is heading
region-lead = { $sure ->
    [0] None of the { $published } clusters of { $region } that have a value is sure
    [one] One of the { $published } clusters of { $region } that have a value is sure
   *[other] { $sure_word } of the { $published } clusters of { $region } that have a value are sure
 } to have a larger share than in all { $many }{ $year }.
region-lead-shift = From { $from } to { $to } its { $measure } changed by { $change }: { $national } as in all { $many }, { $mix } for its mix of industries, { $own } of its own.
region-lead-strong = { $strong ->
    [0] None is strong by Porter’s rule, a place among the highest quotients.
    [one] One is strong by Porter’s rule, a place among the highest quotients{ $sure ->
        [0] , and it is not sure.
       *[other] , and it is sure.
    }
   *[other] { $word } are strong by Porter’s rule, a place among the highest quotients; { $sure } of them are sure.
}
region-lead-unranked = { $region } is too small to be ranked and can have no star.
region-lead-withheld = { $withheld ->
    [0] No cluster is withheld by the source.
    [one] One of { $all } clusters is withheld by the source ({ $share }){ $estimated ->
        [0] .
       *[other] {" "}and stands with an estimate.
    }
   *[other] { $word } of { $all } clusters are withheld by the source ({ $share }){ $estimated ->
        [0] .
       *[other] { $open ->
            [0] {" "}and stand with estimates.
           *[other] ; { $estimated } of them stand with estimates.
        }
    }
 }
portfolio-title = { $grew ->
    [0] None of the { $strong_word } clusters that are sure to be strong grows
    [one] { $grew_word } of the { $strong_word } clusters that are sure to be strong grows
   *[other] { $grew_word } of the { $strong_word } clusters that are sure to be strong grow
 }
portfolio-title-all = { $strong ->
    [one] The one cluster that is sure to be strong grows
    [2] Both clusters that are sure to be strong grow
   *[other] All { $strong_word } clusters that are sure to be strong grow
 }
portfolio-title-one = The one cluster that is sure to be strong does not grow
portfolio-title-names = { $region } is sure to be strong in { $names }
portfolio-title-none = No cluster of { $region } is sure to be strong
portfolio-subtitle = { $shown } of { $all } published clusters{ $year }. Area: { $measure }; across: location quotient{ $growth ->
    [yes] ; upwards: mean growth a year, { $span }
   *[no] ; upwards: size
 }
portfolio-note = Filled: the 90 % interval of the quotient leaves 1 out; darker: at least two stars. Dashed: it includes 1.{ $growth ->
    [yes] { " " }Growth beyond the frame stands at its edge, with its figure.
   *[no] { "" }
 }{ $without ->
    [0] { "" }
    [one] { " " }One cluster without a figure to place it is not drawn.
   *[other] { " " }{ $without } clusters without a figure to place them are not drawn.
 }
portfolio-alt = Bubbles of { $shown } clusters by quotient, growth and size. Highest quotients: { $top }. Lowest: { $bottom }. Not drawn or withheld: { $without }.
portfolio-growth = growth a year ↑
portfolio-size = { $measure }, log scale ↑
portfolio-lq = location quotient, log scale; 1 = the share of all { $many } →
stage-emergence = emergence
stage-growth = growth
stage-sustainment = sustainment
stage-decline = decline
stages-title = { $count ->
    [one] { $word } of the { $all } strongest clusters with a history is most likely in { $stage }
   *[other] { $word } of the { $all } strongest clusters with a history are most likely in { $stage }
 }
stages-subtitle = Probability of each stage of life, year by year; the height of a colour is its probability
stages-note = The stages are isard’s own classifier, a hidden Markov model of growth beyond that of the same cluster elsewhere and of the quotient: the literature names the stages and gives no thresholds. Later years speak for earlier ones too. Dotted: no published value in that year.
stages-alt = Stages of { $count } clusters by year; now: { $rows }.
stages-now = Likeliest { $year }
near-title = Nearest to what it has and lacks: { $first }
near-subtitle = { $shown } of { $all } clusters in which { $region } is not specialised, by how much of their relatedness lies with what it has
near-density = Relatedness density
near-entry = Entry within a year
near-note = Density: share of the cluster’s relatedness (proximity) that lies with clusters in which the region is specialised.{ $entry ->
    [yes] { " " }Entry: probability by the study’s own regression of entries on density, an association and not an effect.
   *[no] { "" }
 }

## Regions side by side

compare-title = Of { $shown } { $many } side by side, { $region } expects most stars: { $stars }
compare-subtitle = { $focus ->
    [one] The place of interest first
   *[other] Places of interest first
 }, then those with most expected stars{ $year }
compare-pick = Add a { $one } …
compare-stars = Expected stars
compare-sure = Sure above 1
compare-best = Best cluster, LQ (90 %)
compare-special = Krugman index
compare-change = Change
compare-own = own { $own }
compare-stages = E · G · S · D
compare-note = Expected stars: sum of the probabilities over all clusters. Sure above 1: clusters whose 90 % interval of the quotient lies above 1. Krugman index: 0 the same mix as all, 2 nothing in common.{ $change ->
    [yes] { " " }Change over all years, and the part that neither the nation nor the mix of industries accounts for.
   *[no] { "" }
 }{ $stages ->
    [yes] { " " }E · G · S · D: clusters most likely in emergence, growth, sustainment, decline.
   *[no] { "" }
 } On a screen any ten can be chosen.
compare-known = { $known } of { $total } can be chosen.

## Leading clusters

chapter-leading = Leading clusters, one by one
leading-title = { $cluster }: { $first } leads{ $sure ->
    [0] , and no { $one } is sure to be above the average
    [one] , and one { $one } is sure to be above the average
   *[other] ; { $sure } { $many } are sure to be above the average
 }
leading-subtitle = The first { $shown } of { $all } by location quotient{ $year }; log scale, 1 = the share of all { $many }{ $staged ->
    [yes] . Below the name: the likeliest stage of life and its probability
   *[no] { "" }
 }
card-title-gathers = { $cluster }: it gathers in fewer places
card-title-spreads = { $cluster }: it spreads over more places
card-title-same = { $cluster }: neither gathering nor spreading is told apart from chance
card-title = { $cluster }: where it is
card-subtitle = Location quotient by { $one }{ $year }, log scale around 1{ $courses ->
    [yes] ; beside it the course of three measures with 90 % bands, each from zero
   *[no] { "" }
 }
card-note = Dotted grey on the map: the 90 % interval includes 1. A large { $one } is not a large cluster.
card-note-courses = Bands: 5th to 95th percentile over bootstrap samples of { $many }.
card-gamma = Ellison–Glaeser γ { $gamma } from { $plants } plants (z { $z }): 0 is what chance gives, above 0.05 is usually called concentrated.
card-gamma-bounds = Ellison–Glaeser γ lies between { $bounds }; the sizes of its { $plants } establishments are not known.
card-alt = { $cluster }: map of the location quotient. Highest: { $top }. Lowest: { $bottom }. Without a quotient: { $without }. Last values: { $courses }.
trend-gini = Concentration (Gini, 0–1)
trend-strong-clusters = Number of strong clusters
trend-churn = Churn: share of strong ones that change in a year

## Trends

chapter-trends = Trends: where clusters are heading
trends-lead = From { $from } to { $to } { $up ->
    [one] one cluster gathered
   *[other] { $up_word } clusters gathered
 } in fewer { $many }, { $down ->
    [one] one spread
   *[other] { $down_word } spread
 }{ $same ->
    [0] { "" }
   *[other] , and for { $same } of { $all } neither is seen
 }.
trends-lead-none = From { $from } to { $to } none of { $all } clusters is seen to gather in fewer { $many } or to spread over more.
trends-lead-strong = Strong clusters numbered { $first } in { $from } and { $last } in { $to }.
slopes-title = { $up ->
    [0] No cluster gathers
    [one] One cluster gathers
   *[other] { $up_word } clusters gather
 }, { $down ->
    [0] none spreads
    [one] one spreads
   *[other] { $down_word } spread
 }{ $same ->
    [0] { "" }
   *[other] ; for { $same } of { $all } neither is seen
 }
slopes-title-none = None of { $all } clusters is seen to gather in fewer { $many } or to spread over more
slopes-subtitle = Gini coefficient of { $measure } over { $many }: the { $shown } of { $all } trends that stand out most from their intervals
slopes-course = Gini, { $years }
slopes-change = Change in ten years
slopes-note = Course: 0 to the highest on one scale, band 90 %. Change: Sen’s median slope with the 5th to 95th percentile over bootstrap samples of { $many }; rings: the interval includes 0. Right: it gathers in fewer { $many }.
slopes-alt = Trends of { $shown } clusters, change of the Gini coefficient in ten years. Highest: { $top }. Lowest: { $bottom }.
strong-title = { $more ->
    [0] No leading cluster is
    [one] One of { $all } leading clusters is
   *[other] { $more_word } of { $all } leading clusters are
 } strong in more { $many } than at the start, { $fewer ->
    [0] none
    [one] one
   *[other] { $fewer_word }
 } in fewer
strong-subtitle = Number of { $many } with a location quotient of { $lq } or more, year by year; one scale
strong-note = Bands: 5th to 95th percentile over bootstrap samples of { $many }. Open points: no published value.
strong-churn = Churn in the last year (changed among those strong in either year): { $churn }.
strong-alt = { $panels } panels of the number of strong clusters, first to last year: { $rows }.
drift-title = Of the centres drawn, that of { $cluster } moved farthest, to the { $where }
drift-subtitle = Centres of gravity of { $tracks } leading clusters by { $measure }, year by year; ring: first year, dot: last
drift-note = A centre is the mean place of the { $many }, weighted by the cluster’s size in each; it need not lie where the cluster is. Cells without a value take no part, so that a step may be a gap in the data.
drift-alt = Map of the centres of gravity over the years. { $rows }.
drift-whole = The frame on the map
drift-near = Enlarged
drift-scale = { $km } km
drift-east = east
drift-north-east = north-east
drift-north = north
drift-north-west = north-west
drift-west = west
drift-south-west = south-west
drift-south = south
drift-south-east = south-east
shift-title = Beyond nation and mix, { $first } gained most and { $last } lost most
shift-subtitle = Change of { $measure }, { $from }–{ $to }, % of { $from }; { $shown } of { $all } in the order of their own part. Dashed: all { $many }, { $national }
shift-change = Change
shift-mix = By its mix
shift-regional = Of its own
shift-note = Classic shift–share: change = all { $many } + mix of industries + own part, an identity without error; over cells known in both years. The own part is above zero in { $ahead }. It describes and does not explain.
shift-alt = Bars of change for { $shown } rows. Largest own part: { $top }. Smallest: { $bottom }. Missing: { $missing }.
moves-title-related = New specialisations arise near what a { $one } already has
moves-title-unrelated = New specialisations arise away from what a { $one } already has
moves-title-open = Whether new specialisations arise near old ones cannot be told
moves-title = { $kept } of the first year’s specialisations are still held
moves-subtitle = Share of clusters that { $many } lacked and entered, and of those held that were left, { $from }–{ $to }; and how the odds go with relatedness
moves-rates = In a year, % of those that could
moves-entry = entered
moves-exit = left
moves-odds = Odds where relatedness density is 10 points higher
moves-of-entry = of entry
moves-of-exit = of exit
moves-n = up to { $n } observations
moves-note = A cluster is entered when its location quotient reaches 1 and left when it falls below.{ $associations ->
    [0] { "" }
   *[other] { " " }Odds: logit on the density of the year before, bars 90 %, errors robust within regions; an association, not an effect.
 } Of the first year’s specialisations { $kept } are still held.
moves-alt = Lines of entry and exit. In { $year } { $entry } of what could enter did and { $exit } of what was held left; { $kept } of the first year’s are still held.

## Co-operation

chapter-cooperation = Co-operation: whom to work with
column-partner = Partner
column-score = Score
column-why = Speaks for it
column-supplies = It gets from here
column-receives = It can give
column-complementarity = Complementarity
column-similarity = Similarity
column-members = Members
column-together = Together
column-balance = Balance
partner-abroad = abroad
reason-complementarity = completes the value chain
reason-similarity = a like structure
reason-ties = ties between organisations
reason-distance = near
reason-border = a common border
partners-title = The first partner of { $region } is { $partner }{ $why }
partners-subtitle = Partners by the weighted mean of complementarity, likeness, ties, nearness and borders, 0 to 1 over all pairs of { $many }
partners-note = Speaks for it: criteria in the top quarter of all pairs. Gets and gives: industries in which one is strong and that the other lacks along the value chain. The weights are a choice, named in the method notes; a list to talk about, not a forecast.
partners-all = The first partner of each of { $regions }
areas-title = { $n ->
    [one] One cluster reaches over a border: { $cluster }, { $regions } strong neighbours
   *[other] { $n } clusters reach over a border, the largest { $cluster } with { $regions } strong neighbours
 }
areas-subtitle = The { $shown } largest sets of neighbouring { $many } that are strong in the same cluster on both sides of a border
areas-note = Strong: location quotient and size above the limits in the method notes. Balance: how evenly the countries share it, 1 = evenly. Neighbours on a map need not work together.
potential-title = Together { $members } would weigh { $gain } more than apart{ $parts ->
    [0] {""}
   *[other] , most by { $from }
 }
potential-subtitle = Share of the whole study, %: ring the sum of the parts, dot the joint value; ranks among all { $many }
potential-gain = gain
potential-rank = rank
potential-place = place { $alone } → { $together }
potential-stars = Stars gained together by the first set: { $list }.
potential-note = Joint value: complementing endowments and thresholds passed together, by isard’s own formula in the method notes. Rank: best member alone → the { $many } together. It says what is there, not that it will be used.
potential-alt = Rings and dots of sets of regions, share of the study apart and together. { $rows }
component-production = production
component-labour = labour
component-innovation = innovation
component-infrastructure = infrastructure
component-institutions = institutions
component-investment = investment

## Organisations

chapter-organizations = Communities of organisations
role-leader = leader
role-firm = firm
role-institution = other organisation
role-finance = finance
role-science = science
role-education = education
role-intermediary = intermediary
role-public = public body
layer-production = production
layer-science_technology = science and technology
layer-commercial = commerce
communities-title = { $n ->
    [one] One community
   *[other] { $n_word } communities
 } of { $members } organisations; the largest, around { $leader }, has { $most }
communities-subtitle = Communities found from ties, layers and territory, each at the place of its leader; area: members. Named: the largest
communities-note = In no community of { $least } members or more: { $outside } organisations. A community is a pattern of ties in this study, not a legal body.
communities-alt = Map of { $n } communities at the places of their leaders. { $rows }
communities-alt-row = Around { $leader }: { $members } members.
communities-table-title = { $complete ->
    [0] No community has every kind of institution among its members
    [one] One of { $all } communities has every kind of institution among its members
   *[other] { $complete_word } of { $all } communities have every kind of institution among their members
 }
communities-table-subtitle = The { $shown } largest communities
communities-table-note = Small: firms with fewer than 250 employees. Hub: share of the weight of inner ties that the leaders hold. Denser: density of ties inside over density to the outside. Left: share of the members that still hang together without the first leader. Radius: reach around the leader, km. Abroad: share of the weight of ties over a country border. Stable: how much of the community returns under other seeds, 1 = all.
column-leader = Leader
column-small = Small
column-hub = Hub
column-dense = Denser
column-left = Left
column-radius = Radius
column-abroad = Abroad
column-stability = Stable
column-lacks = Lacks
leaders-more = { $n ->
    [-1] most central; nobody stands out
    [one] and one more
   *[other] and { $n } more
 }
community-title = Around { $leader }: { $firms } firms and { $others } other organisations
community-subtitle = { $largest ->
    [yes] The largest community
   *[no] The community
 } on the map with its ties; area: employees
leaders-title = { $n ->
    [0] Nobody stands out among the { $members } members; { $first } is the most central
    [one] { $first } leads { $members } members and holds { $ties } of the ties among them
   *[other] { $n_word } leaders, { $first } first, hold { $ties } of the ties among { $members } members
 }
leaders-subtitle = Community around { $leader }: leaders and who comes next, { $shown } members
leaders-note = Members by role: { $roles }. { $missing ->
    [0] {""}
   *[other] It has no member of these kinds: { $lacks }.
 } Jobs and ties: share of the community’s; at home: share of the organisation’s own ties that stay in it.
column-size-share = Of jobs
column-tie-share = Of ties
column-at-home = At home
region-communities-title = { $n ->
    [one] One community reaches into { $region }
   *[other] { $n_word } communities reach into { $region }
 }; { $led ->
    [0] none is led from there
    [one] one is led from there
   *[other] { $led_word } are led from there
 }
region-communities-subtitle = { $more ->
    [yes] The { $shown } of { $all } communities with most members in { $region }
   *[no] Communities with members in { $region }
 }
region-communities-note = Most are around { $first }: { $here } of its members lie in { $region }. Here: members in the region; led from: seat of the first leader.
column-here = Here
column-jobs-here = Jobs here
column-led-from = Led from
led-from-here = here
community-note = Ties by layer: { $layers }. The map shows the middle of the community; members far away are not drawn, and their ties end at its edge.
community-alt = Map of { $members } members around { $leader } with { $ties } ties: { $layers }.
community-around = around { $leader }
affiliations-title = { $n ->
    [one] One of { $members } members has
   *[other] { $n_word } of { $members } members have
 } { $share } or more of their ties in a second community; the largest is { $first }
affiliations-subtitle = Members with a foot in more than one community, the { $shown } largest
affiliations-note = Share: of the weight of the organisation’s ties, to its own community and, in brackets, to the further ones. Who stands in two communities can bring them together; one with few ties stands there easily.
column-organisation = Organisation
column-jobs = Jobs
column-own-community = Own community
column-share = Share
column-further = Also belongs
role-civic = civic association
role-cluster_organisation = cluster organisation
layer-ownership = ownership
layer-other = other
layer-all = All layers
rows-more = { $n } more rows in the table of the atlas.
and-more = and { $n } more

forms-title = Of { $judged } { $judged ->
    [one] community
   *[other] communities
 } { $list }
forms-cluster = { $n ->
    [one] one is a cluster
   *[other] { $word } are clusters
 }
forms-firms_alone = { $n ->
    [one] one is of firms alone
   *[other] { $word } are of firms alone
 }
forms-network = { $n ->
    [one] one is a network without a common territory
   *[other] { $word } are networks without a common territory
 }
forms-association = { $n ->
    [one] one is an association
   *[other] { $word } are associations
 }
forms-park = { $n ->
    [one] one is a park
   *[other] { $word } are parks
 }
forms-holding = { $n ->
    [one] one is a holding
   *[other] { $word } are holdings
 }
forms-undetermined = { $n ->
    [one] one cannot be told
   *[other] { $word } cannot be told
 }
forms-subtitle = Form by tests in order: ownership, ties between members, territory, kinds of organisation; least and greatest figure of each form. Territory: within { $km } km of the middle member
forms-note = Members: number. Kinds: roles among them. Tied: members with a tie other than ownership to another member, %. Owned: share of ownership in the weight of inner ties, %. Near: members within the territory, %. Middle: median distance from the middle member, km. The limits of the tests are isard’s own and can be set. { $small ->
    [0] {""}
    [one] One community of fewer than { $least } members is not judged.
   *[other] { $small } communities of fewer than { $least } members ({ $members } organisations) are not judged.
 }
forms-all = Each of the { $n } with its figures, those that are no clusters first
scope-community = Communities found
scope-cluster_organisation = Members of cluster organisations
form-cluster = cluster
form-cluster-why = several kinds of organisation, tied, within a territory
form-firms_alone = firms alone
form-firms_alone-why = tied within a territory, of one kind
form-network = network
form-network-why = tied, without a common territory
form-association = association
form-association-why = few ties between members
form-park = park
form-park-why = one site, few ties
form-holding = holding
form-holding-why = ownership dominates
form-undetermined = undetermined
form-undetermined-why = too few places to tell
column-form = Form
column-number = Number
column-community = Community or organisation
column-kinds = Kinds
column-tied = Tied
column-ownership = Owned
column-territory = Near
column-middle = Middle
column-owner = Largest owner

profiles-title = { $missed ->
    [0] { $all ->
        [one] The only one meets every rule of the checklist
       *[other] All { $all } { $scope ->
            [community] communities
           *[other] cluster organisations
         } meet { $rules ->
            [one] the rule of the checklist
            [2] both rules of the checklist
           *[other] all { $rules } rules of the checklist
         }
     }
   *[other] { $met ->
        [0] None of { $all } { $scope ->
            [community] communities
           *[other] cluster organisations
         } meets every rule of the checklist
       *[other] { $met_word } of { $all } { $scope ->
            [community] communities
           *[other] cluster organisations
         } { $met ->
            [one] meets
           *[other] meet
         } every rule of the checklist
     }; { $missed } { $missed ->
        [one] misses
       *[other] miss
     } “{ $rule }”
 }
profiles-subtitle = Who is in them and which rules they meet; the { $shown } largest of { $all }
profiles-note = A member is whoever is listed as one in any year. The checklist holds usual rules of eligibility and can be set; those of a programme stand in its call.
profiles-unknown = Not told, because the study has no such facts: { $list }.
profiles-all = The other { $n }
profile-governance = who governs them
profile-funding = who funds them
profile-services = what they offer
column-cluster_organisation = Cluster organisation
column-roles = Members by role
column-organisations = Cluster organisations
column-governance = Seats
column-funding = Funding
column-services = Services
column-rules = Checklist
rule-members = members
rule-kinds = kinds of organisation
rule-seats = seats
rule-funding = funding
rule-public_share = public share
rule-services = services
rule-organisations = cluster organisations
rule-unknown = not known

overlap-title = { $most ->
    [0] None of { $all } communities has most of its jobs in clusters that are sure to be strong where its firms are
    [one] One of { $all } communities has most of its jobs in clusters that are strong where its firms are
   *[other] { $most_word } of { $all } communities have most of their jobs in clusters that are strong where their firms are
 }
overlap-subtitle = The { $shown } largest communities beside the statistical clusters of their { $many }; a cluster is strong from { $stars ->
    [one] one star
   *[other] { $stars } stars
 }
overlap-best = Most of all around { $leader }, with { $cluster } first: { $share }.
overlap-note = Main cluster: the one with most of the community’s jobs. Strong: share of the community’s jobs in clusters that are strong where the firm is; open: where withheld figures leave that undecided{ $open ->
    [0] {""}
    [one] , which could change the count of the title by one
   *[other] , which could change the count of the title by { $open }
 }. Same industries, same { $many }: those of both over those of either, 0–1, for the main cluster. Covered: the community’s share of the main cluster’s jobs in its own { $many } ({ $share } of its jobs or more); where a figure is withheld, the limits that its bounds allow. Jobs of organisations count at their seat.
overlap-all = The other { $n }
column-main = Main cluster
column-main-share = Jobs in it
column-strong = Strong
column-undecided = Open
column-industries = Same industries
column-regions-both = Same { $many }
column-covered = Covered
coverage-withheld = withheld

roles-title = { $n ->
    [one] One of { $all } communities has no organisation of the role “{ $role }” within { $km } km
   *[other] { $n } of { $all } communities have no organisation of the role “{ $role }” within { $km } km
 }
roles-title-reach = { $n ->
    [0] Every kind of institution is among the members of all { $all } communities
    [one] One of { $all } communities has no organisation of the role “{ $role }”, and { $unknown ->
        [yes] none is known to be out of reach
       *[other] has one within { $km } km
     }
   *[other] { $n } of { $all } communities have no organisation of the role “{ $role }”; { $unknown ->
        [yes] none is known to be out of reach
       *[other] all have one within { $km } km
     }
 }
roles-subtitle = Communities by whether they have an organisation of each role, or one in reach of their middle member
roles-note = Farthest: greatest distance to the nearest one, km, among communities without. Organisations that the study does not list are not known to be near.
column-role = Role
column-in-it = Among members
column-in-reach = Within { $km } km
column-out-of-reach = None in reach
column-unknown = Not known
column-farthest = Farthest
column-without = Communities around, without one in reach

outcomes-title = { $whose } { $told } than matched outsiders; not told apart in { $open }
outcomes-title-all = { $whose } { $told } than matched outsiders
outcomes-title-none = { $whose } are not told apart from matched outsiders in { $open }
outcomes-whose-community = Firms in communities
outcomes-whose-cluster_organisation = Members of cluster organisations
outcome-employment_growth = Growth of jobs, % a year
outcome-employment_growth-bare = growth of jobs
outcome-employment_growth-more = grew by { $by } points a year more in jobs
outcome-employment_growth-less = grew by { $by } points a year less in jobs
outcome-turnover_per_job_growth = Growth of turnover per job, % a year
outcome-turnover_per_job_growth-bare = growth of turnover per job
outcome-turnover_per_job_growth-more = grew by { $by } points a year more in turnover per job
outcome-turnover_per_job_growth-less = grew by { $by } points a year less in turnover per job
outcome-survival = Survival, points
outcome-survival-bare = survival
outcome-survival-more = survived more often by { $by } points
outcome-survival-less = survived less often by { $by } points
outcomes-subtitle = Mean difference between members and outsiders of the same industry that were alike in jobs, age and turnover per job at the start; 90 % intervals by drawing labels anew within matched sets
outcomes-note = Firms choose where they belong: one that would have grown anyway may be the one that joins, and matching removes only differences in what was matched on. These are associations, not effects of membership. A firm counts as a member of its community where at least half of its tie weight lies inside (inside-share). Communities are those of the last ties, in which closed firms have none: survival is compared for cluster organisations only. Members without a firm like them outside take no part. Where members of one community share their fortunes, intervals are too narrow.
outcomes-matched = { $matched } of { $members }
column-outcome = Outcome
column-difference = Difference
column-matched = Members matched
column-outsiders = Outsiders
balance-title = How alike they were before: standardised difference of members and outsiders, before → after matching
column-covariate = At the start
column-before-after = before → after
covariate-ln_employment = Jobs (logarithm)
covariate-age = Age
covariate-ln_turnover_per_job = Turnover per job (logarithm)

ties-title = From { $before } to { $year } { $formed } ties formed and { $dissolved } dissolved; { $kept } of the older ones were kept
ties-subtitle = Tied pairs of organisations by layer, { $year } against { $before }
ties-note = Kept: share of the ties of the year before that were there still. Churn: ties formed and dissolved over the mean number of both years. Entered, gone: organisations tied in one of the two years only. A tie that a survey missed counts as dissolved.
ties-inside = Inside communities: in { $grew } of { $all } more ties formed than dissolved; churn was highest around { $named }.
column-layer = Layer
column-ties = Ties
column-formed = Formed
column-dissolved = Dissolved
column-kept = Kept
column-churn = Churn
column-entered = Entered
column-gone = Gone
membership-title = Cluster organisations had { $start } members in { $from } and { $end } in { $to }; most joined in { $peak } ({ $joined })
membership-subtitle = Members of any cluster organisation: who joined and who left in each year, one scale
membership-note = Joined over all years: { $joined }, of them { $firms } firms; left: { $left }. A membership without a first year is taken to have begun before.
membership-alt = Bars of members who joined and left by year. Members: { $rows }.
membership-joined = Joined
membership-left = Left
membership-members = Bold: members in the year

network-matrix-title = On average { $inside } of a community’s tie weight stays inside; of what leaves, no more than { $most } goes to any one other
network-matrix-subtitle = Every organisation is in it: rows and columns are communities in the order of size (the { $shown } largest, named by their leaders), a panel for each layer. Colour: where the ties of the row lead, share of its tie weight
network-matrix-note = Rows add up to 100 % with ties to organisations in no community; the diagonal is what stays inside. Closest, all layers: { $pairs }.
network-matrix-alt = Matrix of { $n } communities by layer. On average { $inside } of the tie weight stays inside. Closest pairs: { $pairs }.
network-matrix-rest = { $n } others
network-matrix-legend = Share of the row, %
network-matrix-class = { $from }–{ $to }
network-matrix-class-last = { $from } and more
