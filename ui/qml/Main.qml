import QtQuick
import QtQuick.Controls.Basic
import "components"
import "screens"

// The window: navigation at the left, one screen at a time, sheets and notices above.
ApplicationWindow {
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

    title: qsTr("Listenwell")
    color: Theme.bg
    width: Theme.sizeWindowWidth
    height: Theme.sizeWindowHeight
    minimumWidth: Theme.sizeWindowMinimumWidth
    minimumHeight: Theme.sizeWindowMinimumHeight

    Component.onCompleted: conversation.checkMicrophone()

    Connections {
        function onHelp_wanted() {
            help.open();
        }

        function onNotice(sentence) {
            toast.tell(sentence);
        }

        target: window.shell
    }

    NavBar {
        id: bar

        height: parent.height
        width: implicitWidth
        shell: window.shell
        listening: window.conversation.state === "listening"
    }

    // What concerns whoever is there, whatever screen is shown.
    Column {
        id: above

        anchors.left: bar.right
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

        anchors.left: bar.right
        anchors.right: parent.right
        anchors.top: above.bottom
        anchors.bottom: parent.bottom
        clip: true

        // A screen lives only while it is shown: what it shows is in its view model.
        Loader {
            id: loader

            width: parent.width
            height: parent.height
            sourceComponent: ({
                    "home": homeScreen,
                    "conversation": conversationScreen,
                    "trends": trendsScreen,
                    "report": reportScreen,
                    "library": libraryScreen,
                    "article": articleScreen,
                    "library_review": libraryReviewScreen,
                    "devices": devicesScreen,
                    "settings": settingsScreen,
                    "people": peopleScreen,
                    "reminders": remindersScreen,
                    "data": dataScreen,
                    "coach": coachScreen,
                    "profile": profileScreen,
                    "visit_sheet": visitSheetScreen
                })[window.shell.screen]
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

    Component {
        id: homeScreen

        HomeScreen {
            shell: window.shell
            viewModel: window.home
            conversation: window.conversation
            coach: window.coach
            people: window.people
            owners: window.owners
            reminders: window.reminders
        }
    }

    Component {
        id: conversationScreen

        ConversationScreen {
            shell: window.shell
            viewModel: window.conversation
        }
    }

    Component {
        id: trendsScreen

        TrendsScreen {
            shell: window.shell
            viewModel: window.trends
            conversation: window.conversation
        }
    }

    Component {
        id: profileScreen

        ProfileScreen {
            shell: window.shell
            viewModel: window.profile
        }
    }

    Component {
        id: visitSheetScreen

        VisitSheetScreen {
            shell: window.shell
            viewModel: window.visitSheet
        }
    }

    Component {
        id: reportScreen

        ReportScreen {
            shell: window.shell
            viewModel: window.report
        }
    }

    Component {
        id: libraryScreen

        LibraryScreen {
            shell: window.shell
            viewModel: window.library
            article: window.article
        }
    }

    Component {
        id: articleScreen

        ArticleScreen {
            shell: window.shell
            viewModel: window.article
        }
    }

    Component {
        id: libraryReviewScreen

        LibraryReviewScreen {
            shell: window.shell
            viewModel: window.libraryReview
        }
    }

    Component {
        id: devicesScreen

        DevicesScreen {
            shell: window.shell
            viewModel: window.devices
            adding: window.adding
        }
    }

    Component {
        id: peopleScreen

        PeopleScreen {
            shell: window.shell
            viewModel: window.people
            owners: window.owners
        }
    }

    Component {
        id: remindersScreen

        RemindersScreen {
            shell: window.shell
            viewModel: window.reminders
        }
    }

    Component {
        id: dataScreen

        DataScreen {
            shell: window.shell
            viewModel: window.dataFiles
        }
    }

    Component {
        id: coachScreen

        CoachScreen {
            shell: window.shell
            viewModel: window.coach
            entry: window.entry
        }
    }

    Component {
        id: settingsScreen

        SettingsScreen {
            shell: window.shell
        }
    }

    HelpSheet {
        id: help

        shell: window.shell
    }

    PassageSheet {
        conversation: window.conversation
        article: window.article
    }

    Connections {
        function onAdmitted(title) {
            toast.tell(qsTr("\"%1\" is in the library.").arg(title), true);
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
            toast.tell(sentence, true);
        }

        target: window.entry
    }

    PinGate {
        gate: window.pinGate
    }

    Connections {
        function onTold(name) {
            toast.tell(qsTr("The profile of %1 is closed.").arg(name), true);
        }

        target: window.people
    }

    Toast {
        id: toast
    }
}
