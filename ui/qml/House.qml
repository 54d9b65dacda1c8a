import QtQuick
import QtQuick.Controls.Basic
import "components"

// The screens over one house, beside the navigation: one at a time, with the sheets that may come over them.
Item {
    id: window

    required property QtObject shell
    required property QtObject home
    required property QtObject conversation
    required property QtObject trends
    required property QtObject profile
    required property QtObject visitSheet
    required property QtObject report
    required property QtObject library
    required property QtObject article
    required property QtObject libraryReview
    required property QtObject devices
    required property QtObject adding
    required property QtObject entry
    required property QtObject coach
    required property QtObject pinGate
    required property QtObject people
    required property QtObject owners
    required property QtObject alerts
    required property QtObject reminders
    required property QtObject dataFiles
    required property QtObject cloud
    required property QtObject manual
    required property QtObject models
    required property QtObject welcome
    required property QtObject voiceSettings
    required property QtObject access
    readonly property bool listening: conversation.state === "listening"

    signal said(string sentence)

    // Each screen and what it is given; its file is read when it is first shown.
    readonly property var screens: ({
            "home": ["HomeScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.home,
                    "conversation": window.conversation,
                    "coach": window.coach,
                    "people": window.people,
                    "owners": window.owners,
                    "reminders": window.reminders
                }
            ],
            "conversation": ["ConversationScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.conversation
                }
            ],
            "trends": ["TrendsScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.trends,
                    "conversation": window.conversation,
                    "entry": window.entry
                }
            ],
            "report": ["ReportScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.report,
                    "article": window.article
                }
            ],
            "library": ["LibraryScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.library,
                    "article": window.article
                }
            ],
            "article": ["ArticleScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.article
                }
            ],
            "library_review": ["LibraryReviewScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.libraryReview
                }
            ],
            "devices": ["DevicesScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.devices,
                    "adding": window.adding
                }
            ],
            "settings": ["SettingsScreen",
                {
                    "shell": window.shell,
                    "welcome": window.welcome,
                    "voiceSettings": window.voiceSettings
                }
            ],
            "cloud": ["CloudScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.cloud
                }
            ],
            "what_left": ["WhatLeftScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.cloud
                }
            ],
            "models": ["ModelsScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.models
                }
            ],
            "help": ["HelpScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.manual
                }
            ],
            "welcome": ["WelcomeScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.welcome,
                    "conversation": window.conversation,
                    "devices": window.devices
                }
            ],
            "people": ["PeopleScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.people,
                    "owners": window.owners
                }
            ],
            "reminders": ["RemindersScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.reminders
                }
            ],
            "data": ["DataScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.dataFiles
                }
            ],
            "coach": ["CoachScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.coach,
                    "entry": window.entry
                }
            ],
            "profile": ["ProfileScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.profile
                }
            ],
            "visit_sheet": ["VisitSheetScreen",
                {
                    "shell": window.shell,
                    "viewModel": window.visitSheet
                }
            ]
        })

    function showScreen() {
        const [file, given] = screens[shell.screen];
        loader.setSource("screens/" + file + ".qml", given);
    }

    anchors.fill: parent
    Component.onCompleted: {
        showScreen();
        conversation.checkMicrophone();
    }

    Connections {
        function onScreen_changed() {
            window.showScreen();
        }

        target: window.shell
    }

    // What concerns whoever is there, whatever screen is shown.
    Column {
        id: above

        anchors.left: parent.left
        anchors.right: parent.right

        AlertBanner {
            width: parent.width
            alerts: window.alerts
            tallest: window.height * 0.6
        }

        ReminderBar {
            width: parent.width
            reminders: window.reminders
            waits: window.alerts.open
        }
    }

    FocusScope {
        id: stage

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: above.bottom
        anchors.bottom: parent.bottom
        clip: true

        // A screen lives only while it is shown: what it shows is in its view model.
        Loader {
            id: loader

            width: parent.width
            height: parent.height
            onLoaded: arrival.restart()
        }

        LockedCover {
            anchors.fill: parent
            visible: window.people.locked
            people: window.people
        }

        ParallelAnimation {
            id: arrival

            NumberAnimation {
                target: loader
                property: "opacity"
                from: 0
                to: 1
                duration: Theme.motionPage
                easing.type: Easing.OutQuad
            }

            NumberAnimation {
                target: loader
                property: "y"
                from: Theme.spaceM
                to: 0
                duration: Theme.motionPage
                easing.type: Easing.OutQuad
            }
        }
    }

    DwellRing {
        parent: Overlay.overlay
        aim: window.access.aim
        seconds: window.access.dwellSeconds
    }

    Connections {
        function onTold(sentence) {
            window.said(sentence);
        }

        target: window.models
    }

    PassageSheet {
        conversation: window.conversation
        article: window.article
    }

    Connections {
        function onAdmitted(title) {
            window.said(qsTr("\"%1\" is in the library.").arg(title));
        }

        target: window.libraryReview
    }

    CloudSheet {
        conversation: window.conversation
    }

    EntrySheet {
        entry: window.entry
    }

    TagSheet {
        profile: window.profile
    }

    Connections {
        function onKept(sentence) {
            window.said(sentence);
        }

        target: window.entry
    }

    PinGate {
        gate: window.pinGate
    }

    Connections {
        function onTold(name) {
            window.said(qsTr("The profile of %1 is closed.").arg(name));
        }

        target: window.people
    }
}
