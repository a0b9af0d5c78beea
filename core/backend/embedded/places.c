// places.c - where large cities are: about those of the United States with more than 100,000
// inhabitants, and the capitals and largest cities elsewhere, under their usual English names. Of
// cities that share a name the largest is meant. Compiled by hand, not taken over from a register:
// a city may be missing.
#include "backend/embedded/places.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct region {
    const char *code; // of a state; NULL: a country
    const char *name;
    const char *cities; // "A|B|C"
};

// clang-format off
static const struct region regions[] = {
    {"AL", "Alabama",
     "Birmingham|Huntsville|Mobile|Montgomery|Tuscaloosa"},
    {"AK", "Alaska",
     "Anchorage"},
    {"AZ", "Arizona",
     "Phoenix|Tucson|Mesa|Chandler|Gilbert|Glendale|Scottsdale|Peoria|Tempe|Surprise|"
     "Goodyear|Buckeye"},
    {"AR", "Arkansas",
     "Little Rock"},
    {"CA", "California",
     "Los Angeles|San Diego|San Jose|San Francisco|Fresno|Sacramento|Long Beach|Oakland|"
     "Bakersfield|Anaheim|Stockton|Riverside|Irvine|Santa Ana|Chula Vista|Fremont|"
     "Santa Clarita|San Bernardino|Modesto|Fontana|Moreno Valley|Oxnard|Huntington Beach|"
     "Ontario|Elk Grove|Santa Rosa|Rancho Cucamonga|Oceanside|Garden Grove|Lancaster|"
     "Palmdale|Corona|Salinas|Roseville|Hayward|Sunnyvale|Escondido|Visalia|Pomona|"
     "Victorville|Fullerton|Torrance|Orange|Pasadena|Santa Clara|Clovis|Simi Valley|"
     "Thousand Oaks|Vallejo|Concord|Berkeley|Fairfield|Murrieta|Antioch|Temecula|Richmond|"
     "Carlsbad|Ventura|West Covina|Inglewood|Costa Mesa|Downey|San Mateo|El Monte|"
     "Daly City|Jurupa Valley|Burbank|El Cajon|Rialto|Norwalk|Vacaville|Hesperia|Menifee|"
     "Vista|Chico|Carson|San Marcos|South Gate|Santa Monica|Santa Barbara|Redding|Tracy|"
     "Compton|Santa Maria|Indio|Westminster"},
    {"CO", "Colorado",
     "Denver|Colorado Springs|Aurora|Fort Collins|Lakewood|Thornton|Arvada|Pueblo|Greeley|"
     "Centennial|Boulder"},
    {"CT", "Connecticut",
     "Bridgeport|Stamford|New Haven|Hartford|Waterbury"},
    {"DC", "District of Columbia",
     "Washington"},
    {"FL", "Florida",
     "Jacksonville|Miami|Tampa|Orlando|St. Petersburg|Hialeah|Port St. Lucie|Tallahassee|"
     "Cape Coral|Fort Lauderdale|Pembroke Pines|Hollywood|Gainesville|Miramar|"
     "Coral Springs|Palm Bay|West Palm Beach|Clearwater|Lakeland|Pompano Beach|"
     "Miami Gardens|Davie|Palm Coast|Deltona"},
    {"GA", "Georgia",
     "Atlanta|Augusta|Savannah|Macon|Sandy Springs"},
    {"HI", "Hawaii",
     "Honolulu"},
    {"ID", "Idaho",
     "Boise|Meridian|Nampa"},
    {"IL", "Illinois",
     "Chicago|Naperville|Joliet|Rockford|Elgin"},
    {"IN", "Indiana",
     "Indianapolis|Fort Wayne|Evansville|South Bend|Carmel"},
    {"IA", "Iowa",
     "Des Moines|Cedar Rapids|Davenport"},
    {"KS", "Kansas",
     "Wichita|Overland Park|Olathe|Topeka"},
    {"KY", "Kentucky",
     "Louisville|Lexington"},
    {"LA", "Louisiana",
     "New Orleans|Baton Rouge|Shreveport|Lafayette"},
    {"MD", "Maryland",
     "Baltimore"},
    {"MA", "Massachusetts",
     "Boston|Worcester|Cambridge|Lowell|Brockton|Quincy|New Bedford"},
    {"MI", "Michigan",
     "Detroit|Grand Rapids|Sterling Heights|Ann Arbor|Lansing|Dearborn"},
    {"MN", "Minnesota",
     "Minneapolis|St. Paul|Saint Paul"},
    {"MS", "Mississippi",
     "Jackson"},
    {"MO", "Missouri",
     "Kansas City|St. Louis|Saint Louis|Springfield|Independence"},
    {"MT", "Montana",
     "Billings"},
    {"NE", "Nebraska",
     "Omaha|Lincoln"},
    {"NV", "Nevada",
     "Las Vegas|Henderson|Reno|North Las Vegas|Sparks"},
    {"NJ", "New Jersey",
     "Newark|Jersey City|Paterson|Elizabeth"},
    {"NM", "New Mexico",
     "Albuquerque|Las Cruces|Rio Rancho"},
    {"NY", "New York",
     "New York|Buffalo|Yonkers|Rochester|Syracuse|Albany"},
    {"NC", "North Carolina",
     "Charlotte|Raleigh|Greensboro|Durham|Winston-Salem|Fayetteville|Cary|Wilmington|"
     "High Point"},
    {"ND", "North Dakota",
     "Fargo"},
    {"OH", "Ohio",
     "Columbus|Cleveland|Cincinnati|Toledo|Akron|Dayton"},
    {"OK", "Oklahoma",
     "Oklahoma City|Tulsa|Norman|Broken Arrow"},
    {"OR", "Oregon",
     "Portland|Salem|Eugene|Gresham|Hillsboro|Bend"},
    {"PA", "Pennsylvania",
     "Philadelphia|Pittsburgh|Allentown"},
    {"RI", "Rhode Island",
     "Providence"},
    {"SC", "South Carolina",
     "Charleston|Columbia|North Charleston"},
    {"SD", "South Dakota",
     "Sioux Falls"},
    {"TN", "Tennessee",
     "Nashville|Memphis|Knoxville|Chattanooga|Clarksville|Murfreesboro"},
    {"TX", "Texas",
     "Houston|San Antonio|Dallas|Austin|Fort Worth|El Paso|Arlington|Corpus Christi|Plano|"
     "Lubbock|Laredo|Irving|Garland|Frisco|McKinney|Amarillo|Grand Prairie|Brownsville|"
     "Killeen|Denton|Mesquite|McAllen|Waco|Carrollton|Midland|Abilene|Round Rock|Odessa|"
     "Pearland|College Station|League City|Lewisville|Tyler|Beaumont|Wichita Falls"},
    {"UT", "Utah",
     "Salt Lake City|West Valley City|Provo|West Jordan"},
    {"VA", "Virginia",
     "Virginia Beach|Chesapeake|Norfolk|Newport News|Alexandria|Hampton|Roanoke|Suffolk"},
    {"WA", "Washington",
     "Seattle|Spokane|Tacoma|Bellevue|Everett|Renton|Spokane Valley"},
    {"WI", "Wisconsin",
     "Milwaukee|Madison|Green Bay"},
    {NULL, "Argentina",
     "Buenos Aires|Córdoba|Rosario"},
    {NULL, "Australia",
     "Sydney|Melbourne|Brisbane|Perth|Adelaide|Canberra"},
    {NULL, "Austria",
     "Vienna|Graz|Salzburg"},
    {NULL, "Bangladesh",
     "Dhaka|Chittagong"},
    {NULL, "Belgium",
     "Brussels|Antwerp"},
    {NULL, "Brazil",
     "São Paulo|Sao Paulo|Rio de Janeiro|Brasília|Brasilia|Salvador|Fortaleza"},
    {NULL, "Bulgaria",
     "Sofia"},
    {NULL, "Canada",
     "Toronto|Montreal|Vancouver|Calgary|Edmonton|Ottawa|Winnipeg|Quebec City"},
    {NULL, "Chile",
     "Santiago"},
    {NULL, "China",
     "Beijing|Shanghai|Guangzhou|Shenzhen|Chengdu|Chongqing|Tianjin|Wuhan|Hangzhou|"
     "Nanjing|Suzhou|Qingdao|Dalian|Xiamen|Harbin|Kunming|Zhengzhou|Changsha|Shenyang|"
     "Jinan"},
    {NULL, "Colombia",
     "Bogotá|Bogota|Medellín|Medellin|Cali"},
    {NULL, "Croatia",
     "Zagreb"},
    {NULL, "Cuba",
     "Havana"},
    {NULL, "Czech Republic",
     "Prague|Brno"},
    {NULL, "Denmark",
     "Copenhagen"},
    {NULL, "Egypt",
     "Cairo|Giza"},
    {NULL, "Ethiopia",
     "Addis Ababa"},
    {NULL, "Finland",
     "Helsinki"},
    {NULL, "France",
     "Paris|Marseille|Lyon|Toulouse|Nice|Bordeaux|Lille|Strasbourg"},
    {NULL, "Germany",
     "Berlin|Hamburg|Munich|Cologne|Frankfurt|Stuttgart|Düsseldorf|Leipzig|Dresden"},
    {NULL, "Ghana",
     "Accra"},
    {NULL, "Greece",
     "Athens|Thessaloniki"},
    {NULL, "Hungary",
     "Budapest"},
    {NULL, "Iceland",
     "Reykjavik"},
    {NULL, "India",
     "Mumbai|Delhi|New Delhi|Bangalore|Bengaluru|Hyderabad|Chennai|Kolkata|Ahmedabad|Pune|"
     "Jaipur|Surat|Lucknow"},
    {NULL, "Indonesia",
     "Jakarta|Surabaya|Bandung|Medan"},
    {NULL, "Iran",
     "Tehran|Isfahan"},
    {NULL, "Iraq",
     "Baghdad"},
    {NULL, "Ireland",
     "Dublin|Cork"},
    {NULL, "Israel",
     "Tel Aviv|Jerusalem|Haifa"},
    {NULL, "Italy",
     "Rome|Milan|Naples|Turin|Florence|Venice|Bologna"},
    {NULL, "Japan",
     "Tokyo|Osaka|Kyoto|Yokohama|Nagoya|Sapporo|Fukuoka|Kobe|Hiroshima"},
    {NULL, "Jordan",
     "Amman"},
    {NULL, "Kenya",
     "Nairobi|Mombasa"},
    {NULL, "Lebanon",
     "Beirut"},
    {NULL, "Malaysia",
     "Kuala Lumpur"},
    {NULL, "Mexico",
     "Mexico City|Guadalajara|Monterrey|Tijuana|Cancun"},
    {NULL, "Morocco",
     "Casablanca|Rabat|Marrakesh"},
    {NULL, "Nepal",
     "Kathmandu"},
    {NULL, "Netherlands",
     "Amsterdam|Rotterdam|The Hague|Utrecht"},
    {NULL, "New Zealand",
     "Auckland|Wellington|Christchurch"},
    {NULL, "Nigeria",
     "Lagos|Abuja|Kano"},
    {NULL, "Norway",
     "Oslo|Bergen"},
    {NULL, "Pakistan",
     "Karachi|Lahore|Islamabad"},
    {NULL, "Peru",
     "Lima"},
    {NULL, "Philippines",
     "Manila|Quezon City|Cebu"},
    {NULL, "Poland",
     "Warsaw|Kraków|Krakow|Gdansk"},
    {NULL, "Portugal",
     "Lisbon|Porto"},
    {NULL, "Qatar",
     "Doha"},
    {NULL, "Romania",
     "Bucharest"},
    {NULL, "Russia",
     "Moscow|Saint Petersburg|Novosibirsk"},
    {NULL, "Saudi Arabia",
     "Riyadh|Jeddah|Mecca"},
    {NULL, "Senegal",
     "Dakar"},
    {NULL, "Serbia",
     "Belgrade"},
    {NULL, "South Africa",
     "Johannesburg|Cape Town|Durban|Pretoria"},
    {NULL, "South Korea",
     "Seoul|Busan|Incheon"},
    {NULL, "Spain",
     "Madrid|Barcelona|Valencia|Seville"},
    {NULL, "Sri Lanka",
     "Colombo"},
    {NULL, "Sweden",
     "Stockholm|Gothenburg"},
    {NULL, "Switzerland",
     "Zurich|Geneva|Basel|Bern"},
    {NULL, "Taiwan",
     "Taipei|Kaohsiung"},
    {NULL, "Tanzania",
     "Dar es Salaam"},
    {NULL, "Thailand",
     "Bangkok|Chiang Mai"},
    {NULL, "Tunisia",
     "Tunis"},
    {NULL, "Turkey",
     "Istanbul|Ankara|Izmir"},
    {NULL, "UAE",
     "Dubai|Abu Dhabi"},
    {NULL, "United Kingdom",
     "London|Manchester|Liverpool|Leeds|Glasgow|Edinburgh|Bristol|Cardiff|Belfast"},
    {NULL, "Ukraine",
     "Kyiv|Kiev|Odesa|Kharkiv"},
    {NULL, "Uruguay",
     "Montevideo"},
    {NULL, "Venezuela",
     "Caracas"},
    {NULL, "Vietnam",
     "Hanoi|Ho Chi Minh City|Da Nang"},
};
// clang-format on

// What stands behind the comma in the examples of a description.
enum tail {
    TAIL_NONE,
    TAIL_SHORT, // "Oslo, NO"
    TAIL_LONG   // "Oslo, Norway"
};

static bool
holds(const char *cities, struct chela_text city, struct chela_text *ret_name)
{
    for (const char *at = cities; *at;) {
        size_t len = strcspn(at, "|");
        if (len == city.len && strncasecmp(at, city.data, len) == 0) {
            *ret_name = (struct chela_text){at, len};
            return true;
        }
        at += len + (at[len] == '|');
    }
    return false;
}

static enum tail
tail_of(struct chela_text sample)
{
    const char *comma = sample.len ? memrchr(sample.data, ',', sample.len) : NULL;
    if (!comma)
        return TAIL_NONE;
    const char *at = comma + 1, *end = sample.data + sample.len;
    while (at < end && *at == ' ')
        at++;
    if (at == end || !isupper((unsigned char)*at))
        return TAIL_NONE;
    if (end - at >= 5 && (strncmp(at, "State", 5) == 0 || strncmp(at, "Count", 5) == 0))
        return TAIL_NONE; // the form itself: "City, State"
    return end - at == 2 && isupper((unsigned char)at[1]) ? TAIL_SHORT : TAIL_LONG;
}

// The form that the text asks for; TAIL_NONE when it asks for none.
static enum tail
wanted_tail(const struct chela__param *param)
{
    bool named =
        strcasestr(param->text, "city, state") || strcasestr(param->text, "city, country") ||
        strcasestr(param->text, "city and state") || strcasestr(param->text, "city and country");
    enum tail wanted = named ? TAIL_SHORT : TAIL_NONE;
    for (size_t i = 0; i < param->sample_count; i++) {
        enum tail tail = tail_of(param->samples[i]);
        if (tail != TAIL_NONE && (named || tail == TAIL_SHORT))
            return tail;
    }
    return wanted;
}

// The example that is this city.
static bool
find_sample(const struct chela__param *param, struct chela_text city, char *ret_text)
{
    for (size_t i = 0; i < param->sample_count; i++) {
        struct chela_text sample = param->samples[i];
        if (tail_of(sample) == TAIL_NONE || sample.len <= city.len ||
            sample.len >= CHELA__PLACE_BYTES || sample.data[city.len] != ',' ||
            strncasecmp(sample.data, city.data, city.len) != 0)
            continue;
        snprintf(ret_text, CHELA__PLACE_BYTES, "%.*s", (int)sample.len, sample.data);
        return true;
    }
    return false;
}

// "New York City" is New York.
static struct chela_text
without_city(struct chela_text city)
{
    bool says = city.len > 5 && strncasecmp(city.data + city.len - 5, " city", 5) == 0;
    return (struct chela_text){city.data, city.len - (says ? 5 : 0)};
}

static const struct region *
find_region(struct chela_text city, struct chela_text *ret_name)
{
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        if (holds(regions[i].cities, city, ret_name))
            return &regions[i];
    return NULL;
}

bool
chela__place_write(const struct chela__param *param, struct chela_text city,
                   char ret_text[CHELA__PLACE_BYTES])
{
    enum tail tail = city.len && !memchr(city.data, ',', city.len) ? wanted_tail(param) : TAIL_NONE;
    if (tail == TAIL_NONE)
        return false;
    if (find_sample(param, city, ret_text))
        return true;
    struct chela_text    name;
    const struct region *region = find_region(city, &name);
    if (!region)
        region = find_region(without_city(city), &name);
    if (!region)
        return false;
    snprintf(ret_text, CHELA__PLACE_BYTES, "%.*s, %s", (int)name.len, name.data,
             region->code && tail == TAIL_SHORT ? region->code : region->name);
    return true;
}
